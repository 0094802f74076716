using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Crypto.Hashing;

/// <summary>The BLAKE3 compression function in plain integer arithmetic: the definition every faster variant must
/// equal.</summary>
/// <remarks>Source: BLAKE3 specification, sections 2.2 and 2.3. Words are little-endian.</remarks>
internal static class Blake3Compression
{
    internal const int BlockBytes = 64;
    internal const int ChunkBytes = 1024;
    internal const int ChainingWords = 8;
    internal const int StateWords = 16;

    internal const uint ChunkStart = 1 << 0;
    internal const uint ChunkEnd = 1 << 1;
    internal const uint Parent = 1 << 2;
    internal const uint Root = 1 << 3;
    internal const uint KeyedHash = 1 << 4;
    internal const uint DeriveKeyContext = 1 << 5;
    internal const uint DeriveKeyMaterial = 1 << 6;

    /// <summary>A root that is one chunk of one block.</summary>
    internal const uint SingleBlock = ChunkStart | ChunkEnd | Root;

    /// <summary>Rounds of one compression.</summary>
    internal const int Rounds = 7;

    /// <summary>The initial chaining value: that of SHA-256.</summary>
    internal static ReadOnlySpan<uint> Iv =>
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    /// <summary>
    /// Eight times the index of the message words in the order of each of the seven rounds, 16 a round: the place of a
    /// vector counted in eighths of it, which addressing reaches without a shift.
    /// </summary>
    internal static ReadOnlySpan<byte> MessageOrder =>
    [
        0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120,
        16, 48, 24, 80, 56, 0, 32, 104, 8, 88, 96, 40, 72, 112, 120, 64,
        24, 32, 80, 96, 104, 16, 56, 112, 48, 40, 72, 0, 88, 120, 64, 8,
        80, 56, 96, 72, 112, 24, 104, 120, 32, 0, 88, 16, 40, 64, 8, 48,
        96, 104, 72, 88, 120, 80, 112, 64, 56, 16, 40, 24, 0, 8, 48, 32,
        72, 112, 88, 40, 64, 96, 120, 8, 104, 24, 0, 80, 16, 48, 32, 56,
        88, 120, 40, 0, 8, 72, 64, 48, 112, 80, 16, 96, 24, 32, 56, 104,
    ];

    /// <summary>Compresses one block.</summary>
    /// <param name="chaining">8 words.</param>
    /// <param name="block">64 bytes, zero padded.</param>
    /// <param name="counter">Chunk index, or output block index for root output.</param>
    /// <param name="blockBytes">Bytes of the block before padding, 0..64.</param>
    /// <param name="flags">Domain flags.</param>
    /// <param name="output">16 words: the first 8 are the new chaining value. May be <paramref name="chaining"/>'s
    /// memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compress(
        ReadOnlySpan<uint> chaining,
        ReadOnlySpan<byte> block,
        ulong counter,
        uint blockBytes,
        uint flags,
        Span<uint> output)
    {
        chaining = chaining[..ChainingWords];
        block = block[..BlockBytes];
        output = output[..StateWords];

        uint v0 = chaining[0], v1 = chaining[1], v2 = chaining[2], v3 = chaining[3];
        uint v4 = chaining[4], v5 = chaining[5], v6 = chaining[6], v7 = chaining[7];
        uint v8 = Iv[0], v9 = Iv[1], v10 = Iv[2], v11 = Iv[3];
        uint v12 = (uint)counter, v13 = (uint)(counter >> 32), v14 = blockBytes, v15 = flags;

        uint m0 = Word(block, 0), m1 = Word(block, 1), m2 = Word(block, 2), m3 = Word(block, 3);
        uint m4 = Word(block, 4), m5 = Word(block, 5), m6 = Word(block, 6), m7 = Word(block, 7);
        uint m8 = Word(block, 8), m9 = Word(block, 9), m10 = Word(block, 10), m11 = Word(block, 11);
        uint m12 = Word(block, 12), m13 = Word(block, 13), m14 = Word(block, 14), m15 = Word(block, 15);

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

            // The message permutation 2 6 3 10 7 0 4 13 1 11 12 5 9 14 15 8, written as its cycles.
            (m0, m2, m3, m10, m12, m9, m11, m5) = (m2, m3, m10, m12, m9, m11, m5, m0);
            (m1, m6, m4, m7, m13, m14, m15, m8) = (m6, m4, m7, m13, m14, m15, m8, m1);
        }

        uint c0 = chaining[0], c1 = chaining[1], c2 = chaining[2], c3 = chaining[3];
        uint c4 = chaining[4], c5 = chaining[5], c6 = chaining[6], c7 = chaining[7];
        (output[0], output[1], output[2], output[3]) = (v0 ^ v8, v1 ^ v9, v2 ^ v10, v3 ^ v11);
        (output[4], output[5], output[6], output[7]) = (v4 ^ v12, v5 ^ v13, v6 ^ v14, v7 ^ v15);
        (output[8], output[9], output[10], output[11]) = (v8 ^ c0, v9 ^ c1, v10 ^ c2, v11 ^ c3);
        (output[12], output[13], output[14], output[15]) = (v12 ^ c4, v13 ^ c5, v14 ^ c6, v15 ^ c7);
    }

    /// <summary>Copies little-endian words to bytes; the last word may be cut.</summary>
    internal static void WriteWords(ReadOnlySpan<uint> words, Span<byte> destination)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(words)[..destination.Length].CopyTo(destination);
            return;
        }

        for (int position = 0; position < destination.Length; position++)
            destination[position] = (byte)(words[position / 4] >> (8 * (position % 4)));
    }

    /// <summary>Reads a 32-byte key as 8 little-endian words.</summary>
    internal static void ReadKey(ReadOnlySpan<byte> key, Span<uint> words)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, ChainingWords * sizeof(uint));
        ReadWords(key, words[..ChainingWords]);
    }

    /// <summary>Reads little-endian words, as many as <paramref name="words"/> has.</summary>
    internal static void ReadWords(ReadOnlySpan<byte> source, Span<uint> words)
    {
        for (int index = 0; index < words.Length; index++)
            words[index] = Word(source, index);
    }

    private static uint Word(ReadOnlySpan<byte> block, int index) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * index)..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a = unchecked(a + b + x);
        d = uint.RotateRight(d ^ a, 16);
        c = unchecked(c + d);
        b = uint.RotateRight(b ^ c, 12);
        a = unchecked(a + b + y);
        d = uint.RotateRight(d ^ a, 8);
        c = unchecked(c + d);
        b = uint.RotateRight(b ^ c, 7);
    }
}
