using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519;

/// <summary>Multiplication of any point by a secret scalar: no branch and no table index depends on it.</summary>
internal static class SecretScalar
{
    private const int TableSize = 8;

    /// <summary>scalar P, for scalars below 2^255; constant time.</summary>
    internal static void Multiply(out EdwardsPoint result, in Scalar scalar, in EdwardsPoint point)
    {
        Span<sbyte> digits = stackalloc sbyte[ScalarRecoding.Radix16Digits];
        ScalarRecoding.WriteRadix16(in scalar, digits);
        Multiples table = default;
        Fill(ref table, in point);

        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            EdwardsPoint.DoubleTimes(ref sum, 4);
            Select(out CachedPoint selected, table, digits[i]);
            EdwardsPoint.Add(ref sum, in selected);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        result = sum;
    }

    /// <summary>Expands a 32-byte seed by RFC 8032 section 5.1.5.</summary>
    /// <remarks>Ownership: the caller zeroes the scalar and the 32 bytes of <paramref name="prefix"/>.</remarks>
    internal static void Expand(ReadOnlySpan<byte> seed, out Scalar scalar, Span<byte> prefix)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(seed, hash);
        hash[0] &= 0xf8;
        hash[31] &= 0x7f;
        hash[31] |= 0x40;
        scalar = Scalar.FromClampedBytes(hash[..Scalar.Bytes]);
        hash[Scalar.Bytes..].CopyTo(prefix);
        CryptographicOperations.ZeroMemory(hash);
    }

    /// <summary>All ones where a equals b, else zero; for values from 0 to 2^30, no branch.</summary>
    internal static ulong EqualMask(int a, int b) => (ulong)(((long)(uint)(a ^ b) - 1) >> 63);

    private static void Fill(ref Multiples table, in EdwardsPoint point)
    {
        CachedPoint.From(out table[0], in point);
        EdwardsPoint multiple = point;
        for (int i = 1; i < TableSize; i++)
        {
            EdwardsPoint.Add(ref multiple, in table[0]);
            CachedPoint.From(out table[i], in multiple);
        }
    }

    private static void Select(out CachedPoint selected, ReadOnlySpan<CachedPoint> table, int digit)
    {
        ulong sign = (ulong)(long)(digit >> 31);
        int magnitude = (digit ^ (int)sign) - (int)sign;
        selected = CachedPoint.Identity;
        for (int j = 0; j < table.Length; j++)
        {
            CachedPoint.ConditionalAssign(ref selected, in table[j], EqualMask(magnitude, j + 1));
        }

        CachedPoint.ConditionalNegate(ref selected, sign);
    }

    /// <summary>P, 2P, ... 8P.</summary>
    [InlineArray(TableSize)]
    private struct Multiples
    {
        private CachedPoint _first;
    }
}
