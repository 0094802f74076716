using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-512 of four messages in 256-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>
/// Sixteen registers do not hold chaining value and schedule together, so the schedule is a ring of 16 words in memory.
/// Equal to <see cref="Sha512Scalar"/>.
/// </remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha512Avx2 : ILaneKernel
{
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 4;

    /// <inheritdoc/>
    public static int BlockBytes => 128;

    /// <inheritdoc/>
    // SAFETY: state has 32 words and lane is below 4.
    public static void Start(void* state, int lane) => Sha512State.Start((ulong*)state + lane, Lanes);

    /// <inheritdoc/>
    // SAFETY: as Start, and digest has 64 bytes.
    public static void Finish(void* state, int lane, byte* digest) =>
        Sha512State.Write((ulong*)state + lane, Lanes, digest);

    /// <inheritdoc/>
    // SAFETY: state has 32 words; low and high have 4 pointers to 64 readable bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Vector256<ulong>* words = (Vector256<ulong>*)state;

        // Aligned by hand: the runtime aligns the stack to 16 bytes, and vectors across cache lines take twice as long.
        byte* memory = stackalloc byte[(16 + 1) * sizeof(Vector256<ulong>)];
        Vector256<ulong>* ring = (Vector256<ulong>*)(((nuint)memory + 31) & ~(nuint)31);
        Transpose(low, 0, ring);
        Transpose(low, 32, ring + 4);
        Transpose(high, 0, ring + 8);
        Transpose(high, 32, ring + 12);
        Vector256<ulong> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector256<ulong> e = words[4], f = words[5], g = words[6], h = words[7];

        ReadOnlySpan<ulong> keys = Sha512Constants.RoundKeys;
        for (int t = 0; t < keys.Length; t += 8)
        {
            Vector256<ulong>* w = ring + (t % BlockWords);
            if (t >= BlockWords)
                Expand(ring, t % BlockWords);
            ReadOnlySpan<ulong> key = keys.Slice(t, 8);
            Round(a, b, c, ref d, e, f, g, ref h, w[0] + Vector256.Create(key[0]));
            Round(h, a, b, ref c, d, e, f, ref g, w[1] + Vector256.Create(key[1]));
            Round(g, h, a, ref b, c, d, e, ref f, w[2] + Vector256.Create(key[2]));
            Round(f, g, h, ref a, b, c, d, ref e, w[3] + Vector256.Create(key[3]));
            Round(e, f, g, ref h, a, b, c, ref d, w[4] + Vector256.Create(key[4]));
            Round(d, e, f, ref g, h, a, b, ref c, w[5] + Vector256.Create(key[5]));
            Round(c, d, e, ref f, g, h, a, ref b, w[6] + Vector256.Create(key[6]));
            Round(b, c, d, ref e, f, g, h, ref a, w[7] + Vector256.Create(key[7]));
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

    // Replaces 8 words of the ring by those 16 rounds on.
    // SAFETY: ring has 16 vectors and first is 0 or 8, so every index below is under 16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Expand(Vector256<ulong>* ring, int first)
    {
        for (int t = first; t < first + 8; t++)
        {
            Vector256<ulong> next = ring[(t + 1) % BlockWords];
            Vector256<ulong> second = ring[(t + 14) % BlockWords];
            ring[t] += ring[(t + 9) % BlockWords]
                + (RotateRight(next, 1) ^ RotateRight(next, 8) ^ (next >>> 7))
                + (RotateRight(second, 19) ^ RotateRight(second, 61) ^ (second >>> 6));
        }
    }

    // Word i of four quarter blocks becomes vector i: a byte swap and a 4 x 4 transposition.
    // SAFETY: rows has 4 pointers to offset + 32 readable bytes each; columns has room for 4 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(byte** rows, int offset, Vector256<ulong>* columns)
    {
        Vector256<byte> swap = Vector256.Create(Vector128.Create(
            (byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
        Vector256<ulong> r0 = Avx2.Shuffle(Vector256.Load(rows[0] + offset), swap).AsUInt64();
        Vector256<ulong> r1 = Avx2.Shuffle(Vector256.Load(rows[1] + offset), swap).AsUInt64();
        Vector256<ulong> r2 = Avx2.Shuffle(Vector256.Load(rows[2] + offset), swap).AsUInt64();
        Vector256<ulong> r3 = Avx2.Shuffle(Vector256.Load(rows[3] + offset), swap).AsUInt64();
        Vector256<ulong> even01 = Avx2.UnpackLow(r0, r1), odd01 = Avx2.UnpackHigh(r0, r1);
        Vector256<ulong> even23 = Avx2.UnpackLow(r2, r3), odd23 = Avx2.UnpackHigh(r2, r3);
        columns[0] = Avx2.Permute2x128(even01, even23, 0x20);
        columns[1] = Avx2.Permute2x128(odd01, odd23, 0x20);
        columns[2] = Avx2.Permute2x128(even01, even23, 0x31);
        columns[3] = Avx2.Permute2x128(odd01, odd23, 0x31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<ulong> a,
        Vector256<ulong> b,
        Vector256<ulong> c,
        ref Vector256<ulong> d,
        Vector256<ulong> e,
        Vector256<ulong> f,
        Vector256<ulong> g,
        ref Vector256<ulong> h,
        Vector256<ulong> keyed)
    {
        h += keyed + (g ^ (e & (f ^ g)));
        h += RotateRight(e, 14) ^ RotateRight(e, 18) ^ RotateRight(e, 41);
        d += h;
        h += (a & b) | (c & (a | b));
        h += RotateRight(a, 28) ^ RotateRight(a, 34) ^ RotateRight(a, 39);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight(Vector256<ulong> value, int count) =>
        (value >>> count) | (value << (64 - count));
}
