using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE2b, used inside KES only.</summary>
/// <remarks>Source: RFC 7693. Cost: no allocation. Threads: pure function.</remarks>
public static class Blake2b
{
    /// <summary>Longest digest and longest key in bytes.</summary>
    public const int MaxDigestBytes = 64;

    private const int BlockBytes = 128;
    private const int BlockWords = 16;
    private const int StateWords = 8;
    private const int Rounds = 12;

    private static ReadOnlySpan<ulong> Iv =>
    [
        0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
        0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    ];

    private static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    ];

    /// <summary>Hashes <paramref name="input"/> under an optional key.</summary>
    /// <param name="input">Any bytes.</param>
    /// <param name="output">1 to 64 bytes; the length is part of the hash, not a truncation.</param>
    /// <param name="key">0 to 64 bytes.</param>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> key = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxDigestBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxDigestBytes);

        Span<ulong> state = stackalloc ulong[StateWords];
        Iv.CopyTo(state);
        state[0] ^= 0x01010000UL ^ ((ulong)key.Length << 8) ^ (uint)output.Length;

        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        ulong count = 0;
        if (!key.IsEmpty)
        {
            key.CopyTo(last);
            count = BlockBytes;
            Compress(state, last, count, isLast: input.IsEmpty);
            last.Clear();
        }

        while (input.Length > BlockBytes)
        {
            count += BlockBytes;
            Compress(state, input, count, isLast: false);
            input = input[BlockBytes..];
        }

        if (!input.IsEmpty || key.IsEmpty)
        {
            input.CopyTo(last);
            Compress(state, last, count + (uint)input.Length, isLast: true);
        }

        Span<byte> digest = stackalloc byte[MaxDigestBytes];
        for (int index = 0; index < StateWords; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * index)..], state[index]);
        digest[..output.Length].CopyTo(output);
    }

    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block, ulong count, bool isLast)
    {
        Span<ulong> m = stackalloc ulong[BlockWords];
        for (int index = 0; index < BlockWords; index++)
            m[index] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * index)..]);

        Span<ulong> v = stackalloc ulong[BlockWords];
        state.CopyTo(v);
        Iv.CopyTo(v[StateWords..]);
        v[12] ^= count;
        if (isLast)
            v[14] = ~v[14];

        for (int round = 0; round < Rounds; round++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(round * BlockWords, BlockWords);
            Mix(ref v[0], ref v[4], ref v[8], ref v[12], m[s[0]], m[s[1]]);
            Mix(ref v[1], ref v[5], ref v[9], ref v[13], m[s[2]], m[s[3]]);
            Mix(ref v[2], ref v[6], ref v[10], ref v[14], m[s[4]], m[s[5]]);
            Mix(ref v[3], ref v[7], ref v[11], ref v[15], m[s[6]], m[s[7]]);
            Mix(ref v[0], ref v[5], ref v[10], ref v[15], m[s[8]], m[s[9]]);
            Mix(ref v[1], ref v[6], ref v[11], ref v[12], m[s[10]], m[s[11]]);
            Mix(ref v[2], ref v[7], ref v[8], ref v[13], m[s[12]], m[s[13]]);
            Mix(ref v[3], ref v[4], ref v[9], ref v[14], m[s[14]], m[s[15]]);
        }

        for (int index = 0; index < StateWords; index++)
            state[index] ^= v[index] ^ v[index + StateWords];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a = unchecked(a + b + x);
        d = ulong.RotateRight(d ^ a, 32);
        c = unchecked(c + d);
        b = ulong.RotateRight(b ^ c, 24);
        a = unchecked(a + b + y);
        d = ulong.RotateRight(d ^ a, 16);
        c = unchecked(c + d);
        b = ulong.RotateRight(b ^ c, 63);
    }
}
