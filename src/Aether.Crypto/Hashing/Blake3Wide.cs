using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aether.Crypto.Hashing;

/// <summary>Eight complete BLAKE3 chunks at once: lane i of every vector belongs to chunk i.</summary>
/// <remarks>
/// Equal to eight calls of <see cref="Blake3Node.Chunk"/>; the arithmetic is that of <see cref="Blake3Compression"/>
/// with vectors for words. There is no tail: callers bring whole groups and hash the rest one by one.
/// </remarks>
internal static class Blake3Wide
{
    internal const int Lanes = 8;
    internal const int GroupBytes = Lanes * Blake3Compression.ChunkBytes;

    private const int Rounds = 7;
    private const int BlocksPerChunk = Blake3Compression.ChunkBytes / Blake3Compression.BlockBytes;

    internal static bool IsSupported => Vector256.IsHardwareAccelerated;

    /// <summary>Writes the chaining values of 8 consecutive chunks, 8 words each, chunk by chunk.</summary>
    internal static void HashChunks(
        ReadOnlySpan<uint> key, ReadOnlySpan<byte> chunks, ulong firstChunkIndex, uint flags, Span<uint> values)
    {
        Debug.Assert(chunks.Length == GroupBytes, "a group is 8 whole chunks");
        Debug.Assert(firstChunkIndex + Lanes <= uint.MaxValue, "contiguous input has fewer than 2^21 chunks");

        Span<Vector256<uint>> state = stackalloc Vector256<uint>[Blake3Compression.ChainingWords];
        for (int word = 0; word < state.Length; word++)
            state[word] = Vector256.Create(key[word]);
        Vector256<uint> counter = Vector256.Create((uint)firstChunkIndex) + Vector256<uint>.Indices;

        for (int block = 0; block < BlocksPerChunk; block++)
        {
            uint blockFlags = flags;
            if (block == 0)
                blockFlags |= Blake3Compression.ChunkStart;
            if (block == BlocksPerChunk - 1)
                blockFlags |= Blake3Compression.ChunkEnd;
            Compress(state, chunks[(block * Blake3Compression.BlockBytes)..], counter, blockFlags);
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int word = 0; word < state.Length; word++)
                values[(lane * Blake3Compression.ChainingWords) + word] = state[word][lane];
        }
    }

    private static void Compress(
        Span<Vector256<uint>> state, ReadOnlySpan<byte> blocks, Vector256<uint> counter, uint flags)
    {
        Vector256<uint> v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3];
        Vector256<uint> v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        ReadOnlySpan<uint> iv = Blake3Compression.Iv;
        Vector256<uint> v8 = Vector256.Create(iv[0]), v9 = Vector256.Create(iv[1]);
        Vector256<uint> v10 = Vector256.Create(iv[2]), v11 = Vector256.Create(iv[3]);
        Vector256<uint> v12 = counter, v13 = Vector256<uint>.Zero;
        Vector256<uint> v14 = Vector256.Create((uint)Blake3Compression.BlockBytes), v15 = Vector256.Create(flags);

        Vector256<uint> m0 = Word(blocks, 0), m1 = Word(blocks, 1), m2 = Word(blocks, 2), m3 = Word(blocks, 3);
        Vector256<uint> m4 = Word(blocks, 4), m5 = Word(blocks, 5), m6 = Word(blocks, 6), m7 = Word(blocks, 7);
        Vector256<uint> m8 = Word(blocks, 8), m9 = Word(blocks, 9), m10 = Word(blocks, 10), m11 = Word(blocks, 11);
        Vector256<uint> m12 = Word(blocks, 12), m13 = Word(blocks, 13), m14 = Word(blocks, 14), m15 = Word(blocks, 15);

        for (int round = 0; round < Rounds; round++)
        {
            Mix(ref v0, ref v4, ref v8, ref v12, m0, m1);
            Mix(ref v1, ref v5, ref v9, ref v13, m2, m3);
            Mix(ref v2, ref v6, ref v10, ref v14, m4, m5);
            Mix(ref v3, ref v7, ref v11, ref v15, m6, m7);
            Mix(ref v0, ref v5, ref v10, ref v15, m8, m9);
            Mix(ref v1, ref v6, ref v11, ref v12, m10, m11);
            Mix(ref v2, ref v7, ref v8, ref v13, m12, m13);
            Mix(ref v3, ref v4, ref v9, ref v14, m14, m15);

            // The same permutation cycles as in the scalar rounds.
            (m0, m2, m3, m10, m12, m9, m11, m5) = (m2, m3, m10, m12, m9, m11, m5, m0);
            (m1, m6, m4, m7, m13, m14, m15, m8) = (m6, m4, m7, m13, m14, m15, m8, m1);
        }

        (state[0], state[1], state[2], state[3]) = (v0 ^ v8, v1 ^ v9, v2 ^ v10, v3 ^ v11);
        (state[4], state[5], state[6], state[7]) = (v4 ^ v12, v5 ^ v13, v6 ^ v14, v7 ^ v15);
    }

    // Word i of the current block of each chunk; chunks lie 1024 bytes apart.
    private static Vector256<uint> Word(ReadOnlySpan<byte> blocks, int index) => Vector256.Create(
        Word(blocks, index, 0), Word(blocks, index, 1), Word(blocks, index, 2), Word(blocks, index, 3),
        Word(blocks, index, 4), Word(blocks, index, 5), Word(blocks, index, 6), Word(blocks, index, 7));

    private static uint Word(ReadOnlySpan<byte> blocks, int index, int lane) =>
        BinaryPrimitives.ReadUInt32LittleEndian(blocks[((lane * Blake3Compression.ChunkBytes) + (4 * index))..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<uint> a,
        ref Vector256<uint> b,
        ref Vector256<uint> c,
        ref Vector256<uint> d,
        Vector256<uint> x,
        Vector256<uint> y)
    {
        a += b + x;
        d = RotateRight(d ^ a, 16);
        c += d;
        b = RotateRight(b ^ c, 12);
        a += b + y;
        d = RotateRight(d ^ a, 8);
        c += d;
        b = RotateRight(b ^ c, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight(Vector256<uint> value, int count) =>
        (value >>> count) | (value << (32 - count));
}
