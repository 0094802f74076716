using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Da.ErasureCoding;

/// <summary>Working memory of the 32+32 code, one per thread: columns and parity of a block.</summary>
internal static class HalfRateScratch
{
    /// <summary>Columns of a block: with 64-byte vectors, its rows and scratch fit the first cache.</summary>
    internal const int BlockColumns = 8;

    /// <summary>Bytes of the transformed columns of a block; the rows of its parity lie behind them.</summary>
    internal const int ColumnsBytes = BlockColumns * Rows * VectorBytes;

    /// <summary>Bytes from one row of a block's parity to the next.</summary>
    internal const int ParityStride = BlockColumns * VectorBytes;

    private const int Rows = 32;
    private const int VectorBytes = 64;
    private const int Bytes = ColumnsBytes + (Rows * ParityStride);

    [ThreadStatic]
    private static byte[]? t_memory;

    /// <summary>The first byte of the scratch on a cache line, 32 KiB long.</summary>
    internal static ref byte Start
    {
        get
        {
            // Pinned, so that the alignment holds.
            byte[] memory = t_memory ??= GC.AllocateUninitializedArray<byte>(Bytes + VectorBytes, pinned: true);
            ref byte start = ref MemoryMarshal.GetArrayDataReference(memory);
            return ref Unsafe.Add(ref start, Misalignment(ref start));
        }
    }

    // SAFETY: only the address of pinned memory is read, to round it up by less than the spare VectorBytes.
    private static unsafe nuint Misalignment(ref byte start) =>
        (nuint)(-(nint)Unsafe.AsPointer(ref start)) & (VectorBytes - 1);
}
