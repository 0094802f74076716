using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Diagnostics;

namespace Aether.Execution.Scheduling;

/// <summary>The memory of a block's values: chunks that lanes claim one by one; later blocks use them again.</summary>
/// <remarks>
/// <b>Threads</b>: <see cref="Claim"/> from any lane; <see cref="Reset"/> only between blocks. A lane that reads a
/// chunk another one claimed has met a ticket release of that lane in between, which orders the two.
/// </remarks>
internal sealed class ValueChunks
{
    /// <summary>Bytes of an ordinary chunk.</summary>
    public const int ChunkBytes = 256 * 1024;

    // 2^14 chunks of 256 KiB are 4 GiB: far above what the transactions of one block can name and write.
    private const int MaxChunks = 1 << 14;

    private readonly byte[]?[] _chunks = new byte[MaxChunks][];
    private int _count;

    /// <summary>The bytes of a claimed chunk.</summary>
    public byte[] this[int chunk] => _chunks[chunk]!;

    /// <summary>Fetches the first two lines of a place; one that does not exist is passed over.</summary>
    // SAFETY: an address is computed and not read; a prefetch of any address is harmless.
    public unsafe void Prefetch(int chunk, int offset)
    {
        if (Sse.IsSupported && _chunks[chunk] is { } bytes)
        {
            byte* place = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes)) + offset;
            Sse.Prefetch0(place);
            Sse.Prefetch0(place + 63);
        }
    }

    /// <summary>Takes a chunk of at least some bytes for one lane.</summary>
    public int Claim(int bytes)
    {
        int chunk = Interlocked.Increment(ref _count) - 1;
        Check.That(chunk < MaxChunks);
        if (_chunks[chunk] is null || _chunks[chunk]!.Length < bytes)
        {
            _chunks[chunk] = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, ChunkBytes));
        }
        return chunk;
    }

    /// <summary>Gives every chunk back; what they hold is forgotten.</summary>
    public void Reset() => _count = 0;
}
