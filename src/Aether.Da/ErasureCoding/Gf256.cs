using System.Runtime.InteropServices;

namespace Aether.Da.ErasureCoding;

/// <summary>The field GF(2^8) under x^8+x^4+x^3+x^2+1, and one record per element with what the vector variants need
/// to multiply by it.</summary>
/// <remarks>
/// <para>Source: the field of the klauspost and Backblaze codecs. Consensus: parity shards and so the roots of FEC sets
/// depend on it.</para>
/// </remarks>
internal static class Gf256
{
    /// <summary>The field polynomial with its leading term.</summary>
    internal const int Polynomial = 0x11d;

    /// <summary>Elements of the field.</summary>
    internal const int Elements = 256;

    /// <summary>Bytes of a multiplier record: one cache line.</summary>
    internal const int RecordBytes = 64;

    /// <summary>Offset in a record of the 16 products with the values of the low nibble.</summary>
    internal const int LowProducts = 0;

    /// <summary>Offset in a record of the 16 products with the values of the high nibble.</summary>
    internal const int HighProducts = 16;

    /// <summary>Offset in a record of the 8x8 bit matrix as <c>vgf2p8affineqb</c> reads it.</summary>
    internal const int BitMatrix = 32;

    private const int Order = Elements - 1;

    // Powers of the generator 2, twice around, so that a sum of two logarithms needs no reduction.
    private static readonly byte[] s_powers = BuildPowers();

    private static readonly byte[] s_logarithms = BuildLogarithms();

    // RecordBytes per element, in element order: 16 KiB.
    private static readonly byte[] s_records = BuildRecords();

    /// <summary>The product of two elements: the definition that every variant equals.</summary>
    internal static byte Multiply(byte left, byte right) =>
        left == 0 || right == 0 ? (byte)0 : s_powers[s_logarithms[left] + s_logarithms[right]];

    /// <summary>The inverse of an element other than zero.</summary>
    internal static byte Inverse(byte value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value);
        return s_powers[Order - s_logarithms[value]];
    }

    /// <summary>An element to a power from zero; zero to the power zero is one.</summary>
    internal static byte Power(byte value, int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (exponent == 0)
            return 1;
        return value == 0 ? (byte)0 : s_powers[s_logarithms[value] * exponent % Order];
    }

    /// <summary>The multiplier record of element zero; that of element c lies c * RecordBytes further.</summary>
    internal static ref byte Records => ref MemoryMarshal.GetArrayDataReference(s_records);

    private static byte[] BuildPowers()
    {
        byte[] powers = new byte[2 * Order];
        int value = 1;
        for (int exponent = 0; exponent < Order; exponent++)
        {
            powers[exponent] = (byte)value;
            powers[exponent + Order] = (byte)value;
            value <<= 1;
            if (value >= Elements)
                value ^= Polynomial;
        }

        return powers;
    }

    private static byte[] BuildLogarithms()
    {
        byte[] logarithms = new byte[Elements];
        for (int exponent = 0; exponent < Order; exponent++)
            logarithms[s_powers[exponent]] = (byte)exponent;
        return logarithms;
    }

    private static byte[] BuildRecords()
    {
        byte[] records = new byte[Elements * RecordBytes];
        for (int element = 0; element < Elements; element++)
        {
            Span<byte> record = records.AsSpan(element * RecordBytes, RecordBytes);
            for (int nibble = 0; nibble < 16; nibble++)
            {
                record[LowProducts + nibble] = Multiply((byte)element, (byte)nibble);
                record[HighProducts + nibble] = Multiply((byte)element, (byte)(nibble << 4));
            }

            FillBitMatrix((byte)element, record.Slice(BitMatrix, 8));
        }

        return records;
    }

    // Multiplication by a constant is linear over the bits: column j is the product with x^j. The instruction takes
    // the row of result bit i from byte 7 - i.
    private static void FillBitMatrix(byte element, Span<byte> rows)
    {
        for (int column = 0; column < 8; column++)
        {
            byte product = Multiply(element, (byte)(1 << column));
            for (int bit = 0; bit < 8; bit++)
                rows[7 - bit] |= (byte)((product >> bit & 1) << column);
        }
    }
}
