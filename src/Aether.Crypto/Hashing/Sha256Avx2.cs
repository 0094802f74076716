using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of eight messages in 256-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>
/// Sixteen registers do not hold chaining value and schedule together, so the schedule is a ring of 16 words in memory.
/// Equal to <see cref="Sha256Scalar"/>.
/// </remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha256Avx2 : ISha256NodeKernel
{
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static int BlockBytes => 64;

    /// <inheritdoc/>
    // SAFETY: state has 64 words and lane is below 8.
    public static void Start(void* state, int lane) => Sha256State.Start((uint*)state + lane, Lanes);

    /// <inheritdoc/>
    // SAFETY: as Start, and digest has 32 bytes.
    public static void Finish(void* state, int lane, byte* digest) =>
        Sha256State.Write((uint*)state + lane, Lanes, digest);

    /// <inheritdoc/>
    // SAFETY: state has 64 words; low and high have 8 pointers to 32 readable bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Vector256<uint>* words = (Vector256<uint>*)state;

        // Aligned by hand: the runtime aligns the stack to 16 bytes, and vectors across cache lines take twice as long.
        byte* memory = stackalloc byte[(16 + 1) * sizeof(Vector256<uint>)];
        Vector256<uint>* ring = (Vector256<uint>*)(((nuint)memory + 31) & ~(nuint)31);
        Transposition8.Load(low, ring);
        Transposition8.Load(high, ring + 8);
        Vector256<byte> swap = Vector256.Create(Vector128.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
        for (int word = 0; word < BlockWords; word++)
            ring[word] = Avx2.Shuffle(ring[word].AsByte(), swap).AsUInt32();
        Vector256<uint> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector256<uint> e = words[4], f = words[5], g = words[6], h = words[7];

        ReadOnlySpan<uint> keys = Sha256Constants.RoundKeys;
        for (int t = 0; t < keys.Length; t += 8)
        {
            Vector256<uint>* w = ring + (t % BlockWords);
            if (t >= BlockWords)
                Expand(ring, t % BlockWords);
            ReadOnlySpan<uint> key = keys.Slice(t, 8);
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

    /// <inheritdoc/>
    // SAFETY: state has 64 words.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CompressNodePadding(void* state)
    {
        Vector256<uint>* words = (Vector256<uint>*)state;
        Vector256<uint> a = words[0], b = words[1], c = words[2], d = words[3];
        Vector256<uint> e = words[4], f = words[5], g = words[6], h = words[7];
        ReadOnlySpan<uint> keyed = Sha256Constants.NodePadding;
        for (int t = 0; t < keyed.Length; t += 8)
        {
            ReadOnlySpan<uint> key = keyed.Slice(t, 8);
            Round(a, b, c, ref d, e, f, g, ref h, Vector256.Create(key[0]));
            Round(h, a, b, ref c, d, e, f, ref g, Vector256.Create(key[1]));
            Round(g, h, a, ref b, c, d, e, ref f, Vector256.Create(key[2]));
            Round(f, g, h, ref a, b, c, d, ref e, Vector256.Create(key[3]));
            Round(e, f, g, ref h, a, b, c, ref d, Vector256.Create(key[4]));
            Round(d, e, f, ref g, h, a, b, ref c, Vector256.Create(key[5]));
            Round(c, d, e, ref f, g, h, a, ref b, Vector256.Create(key[6]));
            Round(b, c, d, ref e, f, g, h, ref a, Vector256.Create(key[7]));
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
    private static void Expand(Vector256<uint>* ring, int first)
    {
        for (int t = first; t < first + 8; t++)
        {
            Vector256<uint> next = ring[(t + 1) % BlockWords];
            Vector256<uint> second = ring[(t + 14) % BlockWords];
            ring[t] += ring[(t + 9) % BlockWords]
                + (RotateRight(next, 7) ^ RotateRight(next, 18) ^ (next >>> 3))
                + (RotateRight(second, 17) ^ RotateRight(second, 19) ^ (second >>> 10));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<uint> a,
        Vector256<uint> b,
        Vector256<uint> c,
        ref Vector256<uint> d,
        Vector256<uint> e,
        Vector256<uint> f,
        Vector256<uint> g,
        ref Vector256<uint> h,
        Vector256<uint> keyed)
    {
        h += keyed + (g ^ (e & (f ^ g)));
        h += RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25);
        d += h;
        h += (a & b) | (c & (a | b));
        h += RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight(Vector256<uint> value, int count) =>
        (value >>> count) | (value << (32 - count));
}
