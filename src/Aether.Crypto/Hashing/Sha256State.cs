using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>One lane of a transposed SHA-256 state.</summary>
// SAFETY: callers pass a lane inside a state of 8 x stride words.
internal static unsafe class Sha256State
{
    private const int Words = 8;

    /// <summary>Writes the initial chaining value to a lane.</summary>
    /// <param name="lane">The lane's first word.</param>
    /// <param name="stride">Lanes of the state: the distance of its words.</param>
    // SAFETY: lane and the seven words after it, stride apart, lie in the state.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Start(uint* lane, int stride)
    {
        ReadOnlySpan<uint> iv = Sha256Constants.Iv;
        for (int word = 0; word < Words; word++)
            lane[word * stride] = iv[word];
    }

    /// <summary>Writes a lane as 32 big-endian bytes.</summary>
    /// <param name="lane">The lane's first word.</param>
    /// <param name="stride">Lanes of the state: the distance of its words.</param>
    /// <param name="digest">32 bytes.</param>
    // SAFETY: as Start, and digest has 32 bytes without alignment.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write(uint* lane, int stride, byte* digest)
    {
        for (int word = 0; word < Words; word++)
            BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(digest + (4 * word), 4), lane[word * stride]);
    }
}
