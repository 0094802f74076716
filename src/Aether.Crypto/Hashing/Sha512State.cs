using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>One lane of a transposed SHA-512 state.</summary>
// SAFETY: callers pass a lane inside a state of 8 x stride words.
internal static unsafe class Sha512State
{
    private const int Words = 8;

    /// <summary>Writes the initial chaining value to a lane.</summary>
    /// <param name="lane">The lane's first word.</param>
    /// <param name="stride">Lanes of the state: the distance of its words.</param>
    // SAFETY: lane and the seven words after it, stride apart, lie in the state.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Start(ulong* lane, int stride)
    {
        ReadOnlySpan<ulong> iv = Sha512Constants.Iv;
        for (int word = 0; word < Words; word++)
            lane[word * stride] = iv[word];
    }

    /// <summary>Writes a lane as 64 big-endian bytes.</summary>
    /// <param name="lane">The lane's first word.</param>
    /// <param name="stride">Lanes of the state: the distance of its words.</param>
    /// <param name="digest">64 bytes.</param>
    // SAFETY: as Start, and digest has 64 bytes without alignment.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write(ulong* lane, int stride, byte* digest)
    {
        for (int word = 0; word < Words; word++)
            BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(digest + (8 * word), 8), lane[word * stride]);
    }
}
