using System.Buffers.Binary;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>The 4096 points at which a blob gives the values of its polynomial: element i is the value at
/// <c>omega^reverse(i)</c>, where omega is a root of unity of order 4096.</summary>
/// <remarks>Source: consensus-specs deneb/polynomial-commitments.md, <c>compute_roots_of_unity</c> and
/// <c>bit_reversal_permutation</c>. Consensus: changing this forks the chain.</remarks>
public static class KzgDomain
{
    private const int IndexBits = 12;

    // A generator of the multiplicative group.
    private const byte PrimitiveRoot = 7;
    private const byte SizeCheck = (1 << IndexBits) == Kzg.ElementCount ? 0 : -1;

    private static readonly Lazy<byte[]> s_points = new(ComputePoints);

    /// <summary>The point of element <paramref name="index"/>: 32 bytes, big-endian.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below 4096.</exception>
    public static ReadOnlySpan<byte> Point(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Kzg.ElementCount, nameof(index));
        return s_points.Value.AsSpan(index * Kzg.ElementBytes, Kzg.ElementBytes);
    }

    /// <summary>The twelve bits of an index in the opposite order.</summary>
    internal static int ReverseBits(int index)
    {
        uint reversed = 0;
        for (int bit = 0; bit < IndexBits; bit++)
            reversed |= (((uint)index >> bit) & 1) << (IndexBits - 1 - bit);
        return (int)reversed;
    }

    private static byte[] ComputePoints()
    {
        BlstFr omega = RootOfUnity();
        byte[] points = new byte[Kzg.ElementCount * Kzg.ElementBytes];
        BlstFr power = BlstField.Reduce([1]);
        for (int exponent = 0; exponent < Kzg.ElementCount; exponent++)
        {
            BlstField.Write(power, points.AsSpan(ReverseBits(exponent) * Kzg.ElementBytes, Kzg.ElementBytes));
            power = BlstField.Multiply(power, omega);
        }

        return points;
    }

    /// <summary>7^((r - 1) / 4096).</summary>
    private static BlstFr RootOfUnity()
    {
        UInt128 high = BinaryPrimitives.ReadUInt128BigEndian(Kzg.Order);
        UInt128 low = BinaryPrimitives.ReadUInt128BigEndian(Kzg.Order[16..]);

        // r - 1 is a multiple of 2^32, so shifting it by twelve bits loses nothing.
        low = (low >> IndexBits) | (high << (128 - IndexBits));
        high >>= IndexBits;
        BlstFr result = BlstField.Reduce([1]);
        BlstFr generator = BlstField.Reduce([PrimitiveRoot]);
        for (int bit = 255; bit >= 0; bit--)
        {
            result = BlstField.Multiply(result, result);
            UInt128 word = bit >= 128 ? high : low;
            if (((word >> (bit & 127)) & 1) == UInt128.One)
                result = BlstField.Multiply(result, generator);
        }

        return result;
    }
}
