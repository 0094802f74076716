using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Aether.Core.Diagnostics;

namespace Aether.Crypto.Ed25519;

/// <summary>The base point B (y = 4/5, x even) and its precomputed multiples.</summary>
internal static class BasePoint
{
    /// <summary>Width of the non-adjacent form that <see cref="AddDigit"/> serves: 64 odd multiples, 7.5 KiB.</summary>
    internal const int NafWidth = 8;

    private const int CombRows = 32;
    private const int CombColumns = 8;

    internal static readonly EdwardsPoint Value = ComputeBasePoint();

    // Row i, column j: (j + 1) 256^i B. 30 KiB.
    private static readonly AffineCachedPoint[] s_comb = ComputeComb();

    // (2 j + 1) B.
    private static readonly AffineCachedPoint[] s_oddMultiples = ComputeOddMultiples();

    /// <summary>scalar B in constant time, for secret scalars below 2^255.</summary>
    /// <remarks>
    /// Source: Bernstein, Duif, Lange, Schwabe, Yang 2011: signed radix-16 digits, the odd ones first, four doublings,
    /// then the even ones. Each table row is read in full for every digit.
    /// </remarks>
    internal static void MultiplySecret(out EdwardsPoint result, in Scalar scalar)
    {
        Span<sbyte> digits = stackalloc sbyte[ScalarRecoding.Radix16Digits];
        ScalarRecoding.WriteRadix16(in scalar, digits);
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = 1; i < digits.Length; i += 2)
        {
            AddSecretDigit(ref sum, i >> 1, digits[i]);
        }

        EdwardsPoint.DoubleTimes(ref sum, 4);
        for (int i = 0; i < digits.Length; i += 2)
        {
            AddSecretDigit(ref sum, i >> 1, digits[i]);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        result = sum;
    }

    /// <summary>p = p + digit B for an odd digit of a width-8 non-adjacent form; variable time.</summary>
    internal static void AddDigit(ref EdwardsPoint p, int digit)
    {
        if (digit > 0)
        {
            EdwardsPoint.Add(ref p, in s_oddMultiples[digit >> 1]);
        }
        else
        {
            EdwardsPoint.Subtract(ref p, in s_oddMultiples[-digit >> 1]);
        }
    }

    private static void AddSecretDigit(ref EdwardsPoint p, int row, int digit)
    {
        ulong sign = (ulong)(long)(digit >> 31);
        int magnitude = (digit ^ (int)sign) - (int)sign;
        AffineCachedPoint selected = AffineCachedPoint.Identity;
        ReadOnlySpan<AffineCachedPoint> entries = s_comb.AsSpan(row * CombColumns, CombColumns);
        for (int j = 0; j < entries.Length; j++)
        {
            ulong mask = SecretScalar.EqualMask(magnitude, j + 1);
            AffineCachedPoint.ConditionalAssign(ref selected, in entries[j], mask);
        }

        AffineCachedPoint.ConditionalNegate(ref selected, sign);
        EdwardsPoint.Add(ref p, in selected);
    }

    private static EdwardsPoint ComputeBasePoint()
    {
        FieldElement four = FieldElement.FromSmall(4);
        FieldElement five = FieldElement.FromSmall(5);
        FieldElement.Invert(out FieldElement y, in five);
        FieldElement.Multiply(out y, in y, in four);
        Span<byte> encoding = stackalloc byte[EdwardsPoint.Bytes];
        y.CopyTo(encoding);
        Check.That(EdwardsPoint.TryDecodeStrict(encoding, out EdwardsPoint point));
        return point;
    }

    private static AffineCachedPoint[] ComputeComb()
    {
        var comb = new AffineCachedPoint[CombRows * CombColumns];
        EdwardsPoint power = Value;
        for (int i = 0; i < CombRows; i++)
        {
            CachedPoint.From(out CachedPoint step, in power);
            EdwardsPoint multiple = power;
            for (int j = 0; j < CombColumns; j++)
            {
                AffineCachedPoint.Normalise(out comb[(i * CombColumns) + j], in multiple);
                EdwardsPoint.Add(ref multiple, in step);
            }

            EdwardsPoint.DoubleTimes(ref power, 8);
        }

        return comb;
    }

    private static AffineCachedPoint[] ComputeOddMultiples()
    {
        var table = new AffineCachedPoint[1 << (NafWidth - 2)];
        EdwardsPoint twice = Value;
        EdwardsPoint.Double(ref twice, withT: true);
        CachedPoint.From(out CachedPoint step, in twice);
        EdwardsPoint multiple = Value;
        for (int j = 0; j < table.Length; j++)
        {
            AffineCachedPoint.Normalise(out table[j], in multiple);
            EdwardsPoint.Add(ref multiple, in step);
        }

        return table;
    }
}
