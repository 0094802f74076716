using System.Globalization;

namespace Aether.Core.Types;

/// <summary>
/// An unsigned 256-bit integer for exact products of 128-bit quantities: no operation wraps, each throws
/// <see cref="OverflowException"/> instead.
/// </summary>
public readonly struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    private const int HalfBits = 128;
    private const int WordBits = 64;

    /// <summary>upper 2^128 + lower.</summary>
    public UInt256(UInt128 upper, UInt128 lower)
    {
        Upper = upper;
        Lower = lower;
    }

    public static UInt256 Zero => default;

    public static UInt256 MaxValue => new(UInt128.MaxValue, UInt128.MaxValue);

    /// <summary>The bits from 128.</summary>
    public UInt128 Upper { get; }

    /// <summary>The bits below 128.</summary>
    public UInt128 Lower { get; }

    public static implicit operator UInt256(UInt128 value) => new(0, value);

    public static explicit operator UInt128(UInt256 value) =>
        value.Upper == 0 ? value.Lower : throw new OverflowException();

    public static UInt256 operator +(UInt256 left, UInt256 right)
    {
        UInt128 lower = unchecked(left.Lower + right.Lower);
        UInt128 carry = lower < left.Lower ? 1u : 0u;
        return new UInt256(checked(left.Upper + right.Upper + carry), lower);
    }

    public static UInt256 operator -(UInt256 left, UInt256 right)
    {
        UInt128 lower = unchecked(left.Lower - right.Lower);
        UInt128 borrow = left.Lower < right.Lower ? 1u : 0u;
        return new UInt256(checked(left.Upper - right.Upper - borrow), lower);
    }

    /// <summary>Logical shift by 0 to 255 bits.</summary>
    public static UInt256 operator >>(UInt256 value, int shift)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)shift, 255u, nameof(shift));
        if (shift >= HalfBits)
        {
            return new UInt256(0, value.Upper >> (shift - HalfBits));
        }

        return shift == 0
            ? value
            : new UInt256(value.Upper >> shift, (value.Lower >> shift) | (value.Upper << (HalfBits - shift)));
    }

    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>The exact product.</summary>
    public static UInt256 Multiply(UInt128 left, UInt128 right)
    {
        ulong a0 = unchecked((ulong)left);
        ulong a1 = (ulong)(left >> WordBits);
        ulong b0 = unchecked((ulong)right);
        ulong b1 = (ulong)(right >> WordBits);
        UInt128 low = (UInt128)a0 * b0;
        UInt128 high = (UInt128)a1 * b1;

        // (2^64 - 1)^2 + 2 (2^64 - 1) is the largest 128-bit value, so neither sum of the middle terms overflows.
        UInt128 middle = ((UInt128)a0 * b1) + (low >> WordBits);
        UInt128 other = ((UInt128)a1 * b0) + unchecked((ulong)middle);
        UInt128 lower = (other << WordBits) | unchecked((ulong)low);
        return new UInt256(high + (middle >> WordBits) + (other >> WordBits), lower);
    }

    /// <summary>The quotient rounded down and its remainder; throws <see cref="DivideByZeroException"/>.</summary>
    public UInt256 DivideBy(UInt128 divisor, out UInt128 remainder)
    {
        UInt128 upper = Upper / divisor;
        UInt128 rest = Upper % divisor;
        UInt128 lower = 0;
        for (int bit = HalfBits - 1; bit >= 0; bit--)
        {
            // The remainder is below the divisor; a bit shifted out of it means that it now exceeds any divisor.
            bool isAbove = rest >> (HalfBits - 1) != 0;
            rest = (rest << 1) | ((Lower >> bit) & 1);
            if (isAbove || rest >= divisor)
            {
                rest = unchecked(rest - divisor);
                lower |= UInt128.One << bit;
            }
        }

        remainder = rest;
        return new UInt256(upper, lower);
    }

    public int CompareTo(UInt256 other)
    {
        int upper = Upper.CompareTo(other.Upper);
        return upper != 0 ? upper : Lower.CompareTo(other.Lower);
    }

    public bool Equals(UInt256 other) => Upper == other.Upper && Lower == other.Lower;

    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    public override int GetHashCode() => unchecked((int)(uint)(Lower ^ (Upper << 1)));

    /// <summary>0x and 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Upper:x32}{Lower:x32}");
}
