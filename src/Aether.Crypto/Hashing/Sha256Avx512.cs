using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of sixteen messages in 512-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>
/// The chaining value and the 16 words of the schedule fill 24 of the 32 registers, so the rounds touch memory only for
/// round constants. Equal to <see cref="Sha256Scalar"/>.
/// </remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha256Avx512 : ISha256NodeKernel
{
    private const int Groups = Sha256Constants.Rounds / 16;

    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    public static int BlockBytes => 64;

    /// <inheritdoc/>
    // SAFETY: state has 128 words and lane is below 16.
    public static void Start(void* state, int lane) => Sha256State.Start((uint*)state + lane, Lanes);

    /// <inheritdoc/>
    // SAFETY: as Start, and digest has 32 bytes.
    public static void Finish(void* state, int lane, byte* digest) =>
        Sha256State.Write((uint*)state + lane, Lanes, digest);

    /// <inheritdoc/>
    // SAFETY: state has 128 words; low and high have 16 pointers to 32 readable bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Vector512<uint>* words = (Vector512<uint>*)state;

        // Aligned by hand: the runtime aligns the stack to 16 bytes, and vectors across cache lines take twice as long.
        byte* memory = stackalloc byte[(16 + 1) * sizeof(Vector512<uint>)];
        Vector512<uint>* block = (Vector512<uint>*)(((nuint)memory + 63) & ~(nuint)63);
        Transposition16.Load(low, high, block);
        Vector512<byte> swap = Vector512.Create(Vector256.Create(Vector128.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)));
        for (int word = 0; word < 16; word++)
            block[word] = Avx512BW.Shuffle(block[word].AsByte(), swap).AsUInt32();
        Vector512<uint> w0 = block[0], w1 = block[1], w2 = block[2], w3 = block[3];
        Vector512<uint> w4 = block[4], w5 = block[5], w6 = block[6], w7 = block[7];
        Vector512<uint> w8 = block[8], w9 = block[9], w10 = block[10], w11 = block[11];
        Vector512<uint> w12 = block[12], w13 = block[13], w14 = block[14], w15 = block[15];
        Vector512<uint> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector512<uint> e = words[4], f = words[5], g = words[6], h = words[7];

        // SAFETY: the constants are data of the image, which the collector does not move.
        uint* key = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Sha256Constants.RoundKeys));
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

    /// <inheritdoc/>
    // SAFETY: state has 128 words.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CompressNodePadding(void* state)
    {
        Vector512<uint>* words = (Vector512<uint>*)state;
        Vector512<uint> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector512<uint> e = words[4], f = words[5], g = words[6], h = words[7];

        // SAFETY: the constants are data of the image, which the collector does not move.
        uint* keyed = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Sha256Constants.NodePadding));
        for (int t = 0; t < Sha256Constants.Rounds; t += 8)
        {
            EightRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, keyed);
            keyed += 8;
        }

        words[0] += a;
        words[1] += b;
        words[2] += c;
        words[3] += d;
        words[4] += e;
        words[5] += f;
        words[6] += g;
        words[7] += h;
    }

    // SAFETY: keyed has 8 words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRounds(
        ref Vector512<uint> a,
        ref Vector512<uint> b,
        ref Vector512<uint> c,
        ref Vector512<uint> d,
        ref Vector512<uint> e,
        ref Vector512<uint> f,
        ref Vector512<uint> g,
        ref Vector512<uint> h,
        uint* keyed)
    {
        Round(a, b, c, ref d, e, f, g, ref h, Vector512.Create(keyed[0]));
        Round(h, a, b, ref c, d, e, f, ref g, Vector512.Create(keyed[1]));
        Round(g, h, a, ref b, c, d, e, ref f, Vector512.Create(keyed[2]));
        Round(f, g, h, ref a, b, c, d, ref e, Vector512.Create(keyed[3]));
        Round(e, f, g, ref h, a, b, c, ref d, Vector512.Create(keyed[4]));
        Round(d, e, f, ref g, h, a, b, ref c, Vector512.Create(keyed[5]));
        Round(c, d, e, ref f, g, h, a, ref b, Vector512.Create(keyed[6]));
        Round(b, c, d, ref e, f, g, h, ref a, Vector512.Create(keyed[7]));
    }

    // SAFETY: key has 8 words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRounds(
        ref Vector512<uint> a,
        ref Vector512<uint> b,
        ref Vector512<uint> c,
        ref Vector512<uint> d,
        ref Vector512<uint> e,
        ref Vector512<uint> f,
        ref Vector512<uint> g,
        ref Vector512<uint> h,
        Vector512<uint> w0,
        Vector512<uint> w1,
        Vector512<uint> w2,
        Vector512<uint> w3,
        Vector512<uint> w4,
        Vector512<uint> w5,
        Vector512<uint> w6,
        Vector512<uint> w7,
        uint* key)
    {
        Round(a, b, c, ref d, e, f, g, ref h, w0 + Vector512.Create(key[0]));
        Round(h, a, b, ref c, d, e, f, ref g, w1 + Vector512.Create(key[1]));
        Round(g, h, a, ref b, c, d, e, ref f, w2 + Vector512.Create(key[2]));
        Round(f, g, h, ref a, b, c, d, ref e, w3 + Vector512.Create(key[3]));
        Round(e, f, g, ref h, a, b, c, ref d, w4 + Vector512.Create(key[4]));
        Round(d, e, f, ref g, h, a, b, ref c, w5 + Vector512.Create(key[5]));
        Round(c, d, e, ref f, g, h, a, ref b, w6 + Vector512.Create(key[6]));
        Round(b, c, d, ref e, f, g, h, ref a, w7 + Vector512.Create(key[7]));
    }

    // Replaces the first 8 words by those 16 rounds on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(
        ref Vector512<uint> w0,
        ref Vector512<uint> w1,
        ref Vector512<uint> w2,
        ref Vector512<uint> w3,
        ref Vector512<uint> w4,
        ref Vector512<uint> w5,
        ref Vector512<uint> w6,
        ref Vector512<uint> w7,
        Vector512<uint> w8,
        Vector512<uint> w9,
        Vector512<uint> w10,
        Vector512<uint> w11,
        Vector512<uint> w12,
        Vector512<uint> w13,
        Vector512<uint> w14,
        Vector512<uint> w15)
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
        Vector512<uint> a,
        Vector512<uint> b,
        Vector512<uint> c,
        ref Vector512<uint> d,
        Vector512<uint> e,
        Vector512<uint> f,
        Vector512<uint> g,
        ref Vector512<uint> h,
        Vector512<uint> keyed)
    {
        const byte Xor = 0x96;
        const byte Choice = 0xCA;
        const byte Majority = 0xE8;
        h += keyed;
        h += Avx512F.TernaryLogic(e, f, g, Choice);
        h += Avx512F.TernaryLogic(
            Avx512F.RotateRight(e, 6), Avx512F.RotateRight(e, 11), Avx512F.RotateRight(e, 25), Xor);
        d += h;
        h += Avx512F.TernaryLogic(a, b, c, Majority);
        h += Avx512F.TernaryLogic(
            Avx512F.RotateRight(a, 2), Avx512F.RotateRight(a, 13), Avx512F.RotateRight(a, 22), Xor);
    }

    // The word 16 rounds on: oldest + sigma0(next) + w[t - 7] + sigma1(w[t - 2]).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Expand(
        Vector512<uint> oldest, Vector512<uint> next, Vector512<uint> seventh, Vector512<uint> second)
    {
        const byte Xor = 0x96;
        return oldest + seventh
            + Avx512F.TernaryLogic(
                Avx512F.RotateRight(next, 7), Avx512F.RotateRight(next, 18), Avx512F.ShiftRightLogical(next, 3), Xor)
            + Avx512F.TernaryLogic(
                Avx512F.RotateRight(second, 17), Avx512F.RotateRight(second, 19),
                Avx512F.ShiftRightLogical(second, 10), Xor);
    }
}
