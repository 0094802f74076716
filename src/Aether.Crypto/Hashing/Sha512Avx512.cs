using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-512 of eight messages in 512-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>
/// The chaining value and the 16 words of the schedule fill 24 of the 32 registers, so the rounds touch memory only for
/// round constants. Equal to <see cref="Sha512Scalar"/>.
/// </remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha512Avx512 : ILaneKernel
{
    private const int Groups = Sha512Constants.Rounds / 16;

    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static int BlockBytes => 128;

    /// <inheritdoc/>
    // SAFETY: state has 64 words and lane is below 8.
    public static void Start(void* state, int lane) => Sha512State.Start((ulong*)state + lane, Lanes);

    /// <inheritdoc/>
    // SAFETY: as Start, and digest has 64 bytes.
    public static void Finish(void* state, int lane, byte* digest) =>
        Sha512State.Write((ulong*)state + lane, Lanes, digest);

    /// <inheritdoc/>
    // SAFETY: state has 64 words; low and high have 8 pointers to 64 readable bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Vector512<ulong>* words = (Vector512<ulong>*)state;

        // Aligned by hand: the runtime aligns the stack to 16 bytes, and vectors across cache lines take twice as long.
        byte* memory = stackalloc byte[(16 + 1) * sizeof(Vector512<ulong>)];
        Vector512<ulong>* block = (Vector512<ulong>*)(((nuint)memory + 63) & ~(nuint)63);
        Transpose(low, block);
        Transpose(high, block + 8);
        Vector512<ulong> w0 = block[0], w1 = block[1], w2 = block[2], w3 = block[3];
        Vector512<ulong> w4 = block[4], w5 = block[5], w6 = block[6], w7 = block[7];
        Vector512<ulong> w8 = block[8], w9 = block[9], w10 = block[10], w11 = block[11];
        Vector512<ulong> w12 = block[12], w13 = block[13], w14 = block[14], w15 = block[15];
        Vector512<ulong> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector512<ulong> e = words[4], f = words[5], g = words[6], h = words[7];

        // SAFETY: the constants are data of the image, which the collector does not move.
        ulong* key = (ulong*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Sha512Constants.RoundKeys));
        for (int group = 1; group < Groups; group++)
        {
            EightRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, w0, w1, w2, w3, w4, w5, w6, w7, key);
            Expand(
                ref w0, ref w1, ref w2, ref w3, ref w4, ref w5, ref w6, ref w7, w8, w9, w10, w11, w12, w13, w14, w15);
            EightRounds(
                ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, w8, w9, w10, w11, w12, w13, w14, w15, key + 8);
            Expand(
                ref w8, ref w9, ref w10, ref w11, ref w12, ref w13, ref w14, ref w15, w0, w1, w2, w3, w4, w5, w6, w7);
            key += 16;
        }

        EightRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, w0, w1, w2, w3, w4, w5, w6, w7, key);
        EightRounds(
            ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, w8, w9, w10, w11, w12, w13, w14, w15, key + 8);

        words[0] += a;
        words[1] += b;
        words[2] += c;
        words[3] += d;
        words[4] += e;
        words[5] += f;
        words[6] += g;
        words[7] += h;
    }

    // Word i of eight half blocks becomes vector i: a byte swap and an 8 x 8 transposition.
    // SAFETY: rows has 8 pointers to 64 readable bytes each; columns has room for 8 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(byte** rows, Vector512<ulong>* columns)
    {
        Vector512<byte> swap = Vector512.Create(Vector256.Create(Vector128.Create(
            (byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8)));
        Vector512<ulong> r0 = Row(rows[0], swap), r1 = Row(rows[1], swap), r2 = Row(rows[2], swap);
        Vector512<ulong> r3 = Row(rows[3], swap), r4 = Row(rows[4], swap), r5 = Row(rows[5], swap);
        Vector512<ulong> r6 = Row(rows[6], swap), r7 = Row(rows[7], swap);
        Quarter(
            Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3),
            Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), columns);
        Quarter(
            Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3),
            Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), columns + 1);
    }

    // Transposes 4 x 4 pairs of words into every second vector.
    // SAFETY: columns[0], [2], [4] and [6] exist.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        Vector512<ulong> p, Vector512<ulong> q, Vector512<ulong> r, Vector512<ulong> s, Vector512<ulong>* columns)
    {
        const byte Even = 0x88;
        const byte Odd = 0xDD;
        Vector512<ulong> evenLow = Avx512F.Shuffle4x128(p, q, Even), oddLow = Avx512F.Shuffle4x128(p, q, Odd);
        Vector512<ulong> evenHigh = Avx512F.Shuffle4x128(r, s, Even), oddHigh = Avx512F.Shuffle4x128(r, s, Odd);
        columns[0] = Avx512F.Shuffle4x128(evenLow, evenHigh, Even);
        columns[2] = Avx512F.Shuffle4x128(oddLow, oddHigh, Even);
        columns[4] = Avx512F.Shuffle4x128(evenLow, evenHigh, Odd);
        columns[6] = Avx512F.Shuffle4x128(oddLow, oddHigh, Odd);
    }

    // SAFETY: row points to 64 readable bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Row(byte* row, Vector512<byte> swap) =>
        Avx512BW.Shuffle(Vector512.Load(row), swap).AsUInt64();

    // SAFETY: key has 8 words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRounds(
        ref Vector512<ulong> a,
        ref Vector512<ulong> b,
        ref Vector512<ulong> c,
        ref Vector512<ulong> d,
        ref Vector512<ulong> e,
        ref Vector512<ulong> f,
        ref Vector512<ulong> g,
        ref Vector512<ulong> h,
        Vector512<ulong> w0,
        Vector512<ulong> w1,
        Vector512<ulong> w2,
        Vector512<ulong> w3,
        Vector512<ulong> w4,
        Vector512<ulong> w5,
        Vector512<ulong> w6,
        Vector512<ulong> w7,
        ulong* key)
    {
        Round(a, b, c, ref d, e, f, g, ref h, w0, key[0]);
        Round(h, a, b, ref c, d, e, f, ref g, w1, key[1]);
        Round(g, h, a, ref b, c, d, e, ref f, w2, key[2]);
        Round(f, g, h, ref a, b, c, d, ref e, w3, key[3]);
        Round(e, f, g, ref h, a, b, c, ref d, w4, key[4]);
        Round(d, e, f, ref g, h, a, b, ref c, w5, key[5]);
        Round(c, d, e, ref f, g, h, a, ref b, w6, key[6]);
        Round(b, c, d, ref e, f, g, h, ref a, w7, key[7]);
    }

    // Replaces the first 8 words by those 16 rounds on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(
        ref Vector512<ulong> w0,
        ref Vector512<ulong> w1,
        ref Vector512<ulong> w2,
        ref Vector512<ulong> w3,
        ref Vector512<ulong> w4,
        ref Vector512<ulong> w5,
        ref Vector512<ulong> w6,
        ref Vector512<ulong> w7,
        Vector512<ulong> w8,
        Vector512<ulong> w9,
        Vector512<ulong> w10,
        Vector512<ulong> w11,
        Vector512<ulong> w12,
        Vector512<ulong> w13,
        Vector512<ulong> w14,
        Vector512<ulong> w15)
    {
        w0 = Expand(w0, w1, w9, w14);
        w1 = Expand(w1, w2, w10, w15);
        w2 = Expand(w2, w3, w11, w0);
        w3 = Expand(w3, w4, w12, w1);
        w4 = Expand(w4, w5, w13, w2);
        w5 = Expand(w5, w6, w14, w3);
        w6 = Expand(w6, w7, w15, w4);
        w7 = Expand(w7, w8, w0, w5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector512<ulong> a,
        Vector512<ulong> b,
        Vector512<ulong> c,
        ref Vector512<ulong> d,
        Vector512<ulong> e,
        Vector512<ulong> f,
        Vector512<ulong> g,
        ref Vector512<ulong> h,
        Vector512<ulong> word,
        ulong key)
    {
        const byte Xor = 0x96;
        const byte Choice = 0xCA;
        const byte Majority = 0xE8;
        h += word + Vector512.Create(key);
        h += Avx512F.TernaryLogic(e, f, g, Choice);
        h += Avx512F.TernaryLogic(
            Avx512F.RotateRight(e, 14), Avx512F.RotateRight(e, 18), Avx512F.RotateRight(e, 41), Xor);
        d += h;
        h += Avx512F.TernaryLogic(a, b, c, Majority);
        h += Avx512F.TernaryLogic(
            Avx512F.RotateRight(a, 28), Avx512F.RotateRight(a, 34), Avx512F.RotateRight(a, 39), Xor);
    }

    // The word 16 rounds on: oldest + sigma0(next) + w[t - 7] + sigma1(w[t - 2]).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Expand(
        Vector512<ulong> oldest, Vector512<ulong> next, Vector512<ulong> seventh, Vector512<ulong> second)
    {
        const byte Xor = 0x96;
        return oldest + seventh
            + Avx512F.TernaryLogic(
                Avx512F.RotateRight(next, 1), Avx512F.RotateRight(next, 8), Avx512F.ShiftRightLogical(next, 7), Xor)
            + Avx512F.TernaryLogic(
                Avx512F.RotateRight(second, 19), Avx512F.RotateRight(second, 61),
                Avx512F.ShiftRightLogical(second, 6), Xor);
    }
}
