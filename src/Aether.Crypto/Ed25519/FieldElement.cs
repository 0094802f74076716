using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Ed25519;

/// <summary>An element of GF(2^255 - 19) in five limbs of radix 2^51; constant time unless said otherwise.</summary>
/// <remarks>
/// Units: the value is the sum of <c>Li * 2^(51 i)</c> mod p and is not unique. Limbs are "reduced" when below
/// 2^51 + 2^17: products, squares, <see cref="Carry"/> and decoding give that. <see cref="Add"/> and
/// <see cref="Subtract"/> do not carry; every operand of a product must stay below 2^54 (two reduced elements added,
/// or a difference whose minuend is at most three reduced elements added).
/// All operations read their inputs before they write, so results may alias operands.
/// Source: RFC 7748 section 4.1 for the field; the radix is the one of the common 64-bit implementations.
/// </remarks>
internal partial struct FieldElement
{
    internal const int Bytes = 32;

    private const ulong Mask = (1UL << 51) - 1;

    // 4p in limbs: added before a subtraction so that no limb goes below zero.
    private const ulong FourP0 = 4 * (Mask - 18);
    private const ulong FourP = 4 * Mask;

    internal ulong L0;
    internal ulong L1;
    internal ulong L2;
    internal ulong L3;
    internal ulong L4;

    internal static FieldElement Zero => default;

    internal static FieldElement One => FromSmall(1);

    internal static FieldElement FromSmall(uint value) => new() { L0 = value };

    /// <summary>Reads 32 little-endian bytes without bit 255, modulo p: values of p and above are accepted.</summary>
    internal static FieldElement FromBytes(ReadOnlySpan<byte> source)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(source);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]);
        return new FieldElement
        {
            L0 = w0 & Mask,
            L1 = ((w0 >> 51) | (w1 << 13)) & Mask,
            L2 = ((w1 >> 38) | (w2 << 26)) & Mask,
            L3 = ((w2 >> 25) | (w3 << 39)) & Mask,
            L4 = (w3 >> 12) & Mask,
        };
    }

    /// <summary>Reads 48 big-endian bytes modulo p (hash_to_field of RFC 9380, L = 48).</summary>
    internal static FieldElement FromWideBigEndian(ReadOnlySpan<byte> source)
    {
        Span<byte> low = stackalloc byte[Bytes];
        Span<byte> high = stackalloc byte[Bytes];
        high.Clear();
        source[16..48].CopyTo(low);
        source[..16].CopyTo(high);
        low.Reverse();
        high[..16].Reverse();

        // value = low + 2^256 high, and 2^256 = 38; bit 255 of low, which FromBytes ignores, is worth 19.
        FieldElement result = FromBytes(low);
        FieldElement upper = FromBytes(high);
        FieldElement thirtyEight = FromSmall(38);
        Multiply(out upper, in upper, in thirtyEight);
        result.L0 += 19UL * (uint)(low[31] >> 7);
        Add(out result, in result, in upper);
        Carry(out result, in result);
        return result;
    }

    /// <summary>Writes the canonical 32-byte little-endian encoding (below p, bit 255 clear).</summary>
    internal readonly void CopyTo(Span<byte> destination)
    {
        FieldElement r = Canonical();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, r.L0 | (r.L1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], (r.L1 >> 13) | (r.L2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], (r.L2 >> 26) | (r.L3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], (r.L3 >> 39) | (r.L4 << 12));
    }

    internal readonly bool IsZero
    {
        get
        {
            FieldElement r = Canonical();
            return (r.L0 | r.L1 | r.L2 | r.L3 | r.L4) == 0;
        }
    }

    /// <summary>The sign of RFC 8032 and RFC 9380 (sgn0): the lowest bit of the canonical value.</summary>
    internal readonly bool IsNegative => (Canonical().L0 & 1) != 0;

    internal static bool AreEqual(in FieldElement a, in FieldElement b)
    {
        FieldElement x = a.Canonical();
        FieldElement y = b.Canonical();
        return ((x.L0 ^ y.L0) | (x.L1 ^ y.L1) | (x.L2 ^ y.L2) | (x.L3 ^ y.L3) | (x.L4 ^ y.L4)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(out FieldElement result, in FieldElement a, in FieldElement b)
    {
        ulong r0 = a.L0 + b.L0, r1 = a.L1 + b.L1, r2 = a.L2 + b.L2, r3 = a.L3 + b.L3, r4 = a.L4 + b.L4;
        Set(out result, r0, r1, r2, r3, r4);
    }

    /// <summary>a - b + 4p without carry: limbs of <paramref name="b"/> must be at most 2^53 - 76.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Subtract(out FieldElement result, in FieldElement a, in FieldElement b)
    {
        ulong r0 = a.L0 + FourP0 - b.L0, r1 = a.L1 + FourP - b.L1, r2 = a.L2 + FourP - b.L2;
        ulong r3 = a.L3 + FourP - b.L3, r4 = a.L4 + FourP - b.L4;
        Set(out result, r0, r1, r2, r3, r4);
    }

    /// <summary>-a, reduced.</summary>
    internal static void Negate(out FieldElement result, in FieldElement a)
    {
        FieldElement zero = default;
        Subtract(out FieldElement difference, in zero, in a);
        Carry(out result, in difference);
    }

    /// <summary>The same value with reduced limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Carry(out FieldElement result, in FieldElement a) =>
        SetCarried(out result, a.L0, a.L1, a.L2, a.L3, a.L4);

    /// <summary>Replaces <paramref name="target"/> by <paramref name="source"/> where the mask is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ConditionalAssign(ref FieldElement target, in FieldElement source, ulong mask)
    {
        target.L0 ^= mask & (target.L0 ^ source.L0);
        target.L1 ^= mask & (target.L1 ^ source.L1);
        target.L2 ^= mask & (target.L2 ^ source.L2);
        target.L3 ^= mask & (target.L3 ^ source.L3);
        target.L4 ^= mask & (target.L4 ^ source.L4);
    }

    /// <summary>a b, reduced.</summary>
    /// <remarks>
    /// One operand is shifted left by 7, the other by 6, so each 128-bit product arrives shifted by 64 - 51 = 13: its
    /// upper word is the part above 2^51 and its lower word, shifted back, the part below. Sums of either need no
    /// carry flag, which the language does not offer. Bound: five upper words below 2^57, times 19, stay below 2^64.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(out FieldElement result, in FieldElement a, in FieldElement b)
    {
        ulong a0 = a.L0 << 7, a1 = a.L1 << 7, a2 = a.L2 << 7, a3 = a.L3 << 7, a4 = a.L4 << 7;
        ulong b0 = b.L0 << 6, b1 = b.L1 << 6, b2 = b.L2 << 6, b3 = b.L3 << 6, b4 = b.L4 << 6;
        ulong c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, c8 = 0, c9 = 0;

        Accumulate(ref c0, ref c1, a0, b0);
        Accumulate(ref c1, ref c2, a0, b1);
        Accumulate(ref c1, ref c2, a1, b0);
        Accumulate(ref c2, ref c3, a0, b2);
        Accumulate(ref c2, ref c3, a1, b1);
        Accumulate(ref c2, ref c3, a2, b0);
        Accumulate(ref c3, ref c4, a0, b3);
        Accumulate(ref c3, ref c4, a1, b2);
        Accumulate(ref c3, ref c4, a2, b1);
        Accumulate(ref c3, ref c4, a3, b0);
        Accumulate(ref c4, ref c5, a0, b4);
        Accumulate(ref c4, ref c5, a1, b3);
        Accumulate(ref c4, ref c5, a2, b2);
        Accumulate(ref c4, ref c5, a3, b1);
        Accumulate(ref c4, ref c5, a4, b0);
        Accumulate(ref c5, ref c6, a1, b4);
        Accumulate(ref c5, ref c6, a2, b3);
        Accumulate(ref c5, ref c6, a3, b2);
        Accumulate(ref c5, ref c6, a4, b1);
        Accumulate(ref c6, ref c7, a2, b4);
        Accumulate(ref c6, ref c7, a3, b3);
        Accumulate(ref c6, ref c7, a4, b2);
        Accumulate(ref c7, ref c8, a3, b4);
        Accumulate(ref c7, ref c8, a4, b3);
        Accumulate(ref c8, ref c9, a4, b4);

        // 2^255 = 19: the upper five columns fold onto the lower five.
        SetCarried(out result, c0 + (19 * c5), c1 + (19 * c6), c2 + (19 * c7), c3 + (19 * c8), c4 + (19 * c9));
    }

    /// <summary>a^2, reduced.</summary>
    internal static void Square(out FieldElement result, in FieldElement a) => SquareTimes(out result, in a, 1);

    /// <summary>a^(2^count), reduced; <paramref name="count"/> is at least 1 and public.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SquareTimes(out FieldElement result, in FieldElement a, int count)
    {
        FieldElement x = a;
        do
        {
            ulong a0 = x.L0 << 7, a1 = x.L1 << 7, a2 = x.L2 << 7, a3 = x.L3 << 7, a4 = x.L4 << 7;
            ulong d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1;
            ulong b0 = x.L0 << 6, b1 = x.L1 << 6, b2 = x.L2 << 6, b3 = x.L3 << 6, b4 = x.L4 << 6;
            ulong c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, c8 = 0, c9 = 0;

            Accumulate(ref c0, ref c1, a0, b0);
            Accumulate(ref c1, ref c2, d0, b1);
            Accumulate(ref c2, ref c3, d0, b2);
            Accumulate(ref c2, ref c3, a1, b1);
            Accumulate(ref c3, ref c4, d0, b3);
            Accumulate(ref c3, ref c4, d1, b2);
            Accumulate(ref c4, ref c5, d0, b4);
            Accumulate(ref c4, ref c5, d1, b3);
            Accumulate(ref c4, ref c5, a2, b2);
            Accumulate(ref c5, ref c6, d1, b4);
            Accumulate(ref c5, ref c6, d2, b3);
            Accumulate(ref c6, ref c7, d2, b4);
            Accumulate(ref c6, ref c7, a3, b3);
            Accumulate(ref c7, ref c8, d3, b4);
            Accumulate(ref c8, ref c9, a4, b4);
            SetCarried(out x, c0 + (19 * c5), c1 + (19 * c6), c2 + (19 * c7), c3 + (19 * c8), c4 + (19 * c9));
        }
        while (--count > 0);

        result = x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref ulong low, ref ulong high, ulong x, ulong y)
    {
        // Two plain products beat Math.BigMul, which passes its low word through memory.
        high += Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
        low += unchecked(x * y) >> 13;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetCarried(out FieldElement result, ulong r0, ulong r1, ulong r2, ulong r3, ulong r4) =>
        Set(
            out result,
            (r0 & Mask) + (19 * (r4 >> 51)),
            (r1 & Mask) + (r0 >> 51),
            (r2 & Mask) + (r1 >> 51),
            (r3 & Mask) + (r2 >> 51),
            (r4 & Mask) + (r3 >> 51));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(out FieldElement result, ulong r0, ulong r1, ulong r2, ulong r3, ulong r4)
    {
        result.L0 = r0;
        result.L1 = r1;
        result.L2 = r2;
        result.L3 = r3;
        result.L4 = r4;
    }

    private readonly FieldElement Canonical()
    {
        Carry(out FieldElement r, in this);

        // r is below 2p, so the quotient by p is 0 or 1: it is the carry out of r + 19.
        ulong q = (r.L0 + 19) >> 51;
        q = (r.L1 + q) >> 51;
        q = (r.L2 + q) >> 51;
        q = (r.L3 + q) >> 51;
        q = (r.L4 + q) >> 51;
        r.L0 += 19 * q;
        r.L1 += r.L0 >> 51;
        r.L2 += r.L1 >> 51;
        r.L3 += r.L2 >> 51;
        r.L4 += r.L3 >> 51;
        r.L0 &= Mask;
        r.L1 &= Mask;
        r.L2 &= Mask;
        r.L3 &= Mask;
        r.L4 &= Mask;
        return r;
    }
}
