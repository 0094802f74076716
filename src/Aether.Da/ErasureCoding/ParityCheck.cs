using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Da.ErasureCoding;

/// <summary>Computes the parity of a set again, block by block, and compares.</summary>
internal static class ParityCheck
{
    /// <summary>Bytes of a shard that are checked at once.</summary>
    private const int BlockBytes = HalfRateScratch.ParityStride;

    /// <summary>True when the parity shards are those of the data shards.</summary>
    internal static bool Verify(
        ErasureCode code, ref byte shards, nuint stride, nuint length, ErasureVariant variant)
    {
        ref byte parity = ref Unsafe.Add(ref shards, stride * (nuint)code.DataShards);
        ref byte computed = ref Unsafe.Add(ref HalfRateScratch.Start, HalfRateScratch.ColumnsBytes);
        nuint bytes = Math.Min(length, BlockBytes);
        nuint last = length - bytes;
        for (nuint offset = 0; ; offset = Math.Min(offset + bytes, last))
        {
            ref byte data = ref Unsafe.Add(ref shards, offset);
            code.EncodeUnsafe(ref data, stride, ref computed, BlockBytes, bytes, variant);
            for (nuint shard = 0; shard < (nuint)code.ParityShards; shard++)
            {
                ref byte expected = ref Unsafe.Add(ref computed, shard * BlockBytes);
                ref byte actual = ref Unsafe.Add(ref parity, (shard * stride) + offset);
                ReadOnlySpan<byte> row = MemoryMarshal.CreateReadOnlySpan(ref expected, (int)bytes);
                if (!row.SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref actual, (int)bytes)))
                    return false;
            }

            if (offset == last)
                return true;
        }
    }
}
