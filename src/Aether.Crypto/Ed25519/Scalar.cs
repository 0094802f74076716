using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519;

/// <summary>
/// An integer modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the prime-order subgroup,
/// in four 64-bit words; arithmetic is constant time.
/// </summary>
/// <remarks>
/// Values are below L except those of <see cref="FromClampedBytes"/>, which stay unreduced (below 2^255) because a
/// clamped secret must keep its multiple of 8.
/// </remarks>
internal struct Scalar
{
    internal const int Bytes = 32;

    private const ulong L0 = 0x5812631a5cf5d3ed;
    private const ulong L1 = 0x14def9dea2f79cd6;
    private const ulong L3 = 0x1000000000000000;

    internal ulong W0;
    internal ulong W1;
    internal ulong W2;
    internal ulong W3;

    // The words of L, and of floor(2^512 / L) for the Barrett reduction.
    private static ReadOnlySpan<ulong> Order => [L0, L1, 0, L3];

    private static ReadOnlySpan<ulong> Reciprocal =>
        [0xed9ce5a30a2c131b, 0x2106215d086329a7, 0xffffffffffffffeb, 0xffffffffffffffff, 0xf];

    /// <summary>Reads 32 little-endian bytes; false where the value is not below L.</summary>
    internal static bool TryDecodeCanonical(ReadOnlySpan<byte> source, out Scalar scalar)
    {
        scalar = FromWords(source);
        return scalar.IsBelowOrder();
    }

    /// <summary>Reads 32 little-endian bytes as they are, without reduction: for clamped secrets only.</summary>
    internal static Scalar FromClampedBytes(ReadOnlySpan<byte> source) => FromWords(source);

    /// <summary>Reads up to 31 little-endian bytes, a value below L, such as a 16-byte challenge.</summary>
    internal static Scalar FromShortBytes(ReadOnlySpan<byte> source)
    {
        Span<byte> padded = stackalloc byte[Bytes];
        padded.Clear();
        source.CopyTo(padded);
        return FromWords(padded);
    }

    /// <summary>Reads 64 little-endian bytes modulo L.</summary>
    internal static Scalar FromWideBytes(ReadOnlySpan<byte> source)
    {
        Span<ulong> wide = stackalloc ulong[8];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = BinaryPrimitives.ReadUInt64LittleEndian(source[(8 * i)..]);
        }

        Scalar result = Reduce(wide);
        Erase(wide);
        return result;
    }

    internal readonly void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, W0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], W1);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], W2);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], W3);
    }

    /// <summary>(a b + c) mod L; the operands may be any 256-bit values with a b + c below 2^512.</summary>
    [SkipLocalsInit] // SAFETY: every word of the product is written before Reduce reads it.
    internal static Scalar MultiplyAdd(in Scalar a, in Scalar b, in Scalar c)
    {
        Span<ulong> wide = stackalloc ulong[8];
        Span<ulong> x = [a.W0, a.W1, a.W2, a.W3];
        Span<ulong> y = [b.W0, b.W1, b.W2, b.W3];
        wide[0] = c.W0;
        wide[1] = c.W1;
        wide[2] = c.W2;
        wide[3] = c.W3;
        for (int i = 0; i < 4; i++)
        {
            wide[i + 4] = AddProduct(wide.Slice(i, 4), x, y[i]);
        }

        Scalar result = Reduce(wide);
        Erase(wide);
        Erase(x);
        Erase(y);
        return result;
    }

    /// <summary>-a mod L for a below L.</summary>
    internal static Scalar Negate(in Scalar a)
    {
        // (L - 1) a = -a modulo L.
        Scalar minusOne = new() { W0 = L0 - 1, W1 = L1, W3 = L3 };
        Scalar zero = default;
        return MultiplyAdd(in minusOne, in a, in zero);
    }

    /// <summary>Zeroes a secret in a way that is not optimised away.</summary>
    internal static void Erase(ref Scalar secret) =>
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<Scalar>(ref secret)));

    internal readonly bool IsZero => (W0 | W1 | W2 | W3) == 0;

    private static Scalar FromWords(ReadOnlySpan<byte> source) => new()
    {
        W0 = BinaryPrimitives.ReadUInt64LittleEndian(source),
        W1 = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        W2 = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
        W3 = BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
    };

    private readonly bool IsBelowOrder()
    {
        // The borrow out of (this - L) is set exactly when this < L.
        UInt128 t = (UInt128)W0 - L0;
        t = (UInt128)W1 - L1 - Borrow(t);
        t = (UInt128)W2 - Borrow(t);
        t = (UInt128)W3 - L3 - Borrow(t);
        return Borrow(t) != 0;
    }

    private static ulong Borrow(UInt128 difference) => (ulong)(difference >> 64) & 1;

    /// <summary>Barrett reduction of 512 bits (Handbook of Applied Cryptography 14.42 with b = 2^64, k = 4).</summary>
    [SkipLocalsInit] // SAFETY: the quotient is filled from zeroed words and the remainder is written word by word.
    private static Scalar Reduce(ReadOnlySpan<ulong> x)
    {
        Span<ulong> quotient = stackalloc ulong[10];
        quotient.Clear();
        for (int i = 0; i < 5; i++)
        {
            quotient[i + 5] = AddProduct(quotient.Slice(i, 5), Reciprocal, x[i + 3]);
        }

        // Five words of q L are enough: the remainder is below 3 L, which fits.
        Span<ulong> product = stackalloc ulong[10];
        product.Clear();
        for (int i = 0; i < 5; i++)
        {
            product[i + 4] += AddProduct(product.Slice(i, 4), Order, quotient[i + 5]);
        }

        Span<ulong> r = stackalloc ulong[5];
        UInt128 t = 0;
        for (int i = 0; i < 5; i++)
        {
            t = (UInt128)x[i] - product[i] - Borrow(t);
            r[i] = (ulong)t;
        }

        SubtractOrderOnce(r);
        SubtractOrderOnce(r);
        Scalar result = new() { W0 = r[0], W1 = r[1], W2 = r[2], W3 = r[3] };
        Erase(quotient);
        Erase(product);
        Erase(r);
        return result;
    }

    private static void Erase(Span<ulong> words) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));

    /// <summary>r = r - L where that is not negative; no branch on the value.</summary>
    private static void SubtractOrderOnce(Span<ulong> r)
    {
        Span<ulong> difference = stackalloc ulong[5];
        UInt128 t = 0;
        for (int i = 0; i < 5; i++)
        {
            t = (UInt128)r[i] - (i < 4 ? Order[i] : 0) - Borrow(t);
            difference[i] = (ulong)t;
        }

        ulong keep = 0UL - Borrow(t);
        for (int i = 0; i < 5; i++)
        {
            r[i] = (r[i] & keep) | (difference[i] & ~keep);
        }

        Erase(difference);
    }

    /// <summary>accumulator += x y; returns the carry word.</summary>
    private static ulong AddProduct(Span<ulong> accumulator, ReadOnlySpan<ulong> x, ulong y)
    {
        ulong carry = 0;
        for (int i = 0; i < x.Length; i++)
        {
            ulong high = Math.BigMul(x[i], y, out ulong low);
            low += carry;
            high += low < carry ? 1UL : 0UL;
            low += accumulator[i];
            high += low < accumulator[i] ? 1UL : 0UL;
            accumulator[i] = low;
            carry = high;
        }

        return carry;
    }
}
