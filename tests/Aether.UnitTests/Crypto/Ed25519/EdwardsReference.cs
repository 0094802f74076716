using System.Numerics;
using System.Security.Cryptography;
using Aether.Crypto.Ed25519;

namespace Aether.UnitTests.Crypto.Ed25519;

/// <summary>edwards25519 in affine coordinates over BigInteger, from the definitions: the test oracle.</summary>
internal static class EdwardsReference
{
    internal static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    internal static readonly BigInteger L =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    internal static readonly BigInteger D = Mod(-121665 * Invert(121666));

    internal static readonly (BigInteger X, BigInteger Y) Identity = (0, 1);

    internal static readonly (BigInteger X, BigInteger Y) Base = ComputeBase();

    internal static BigInteger Mod(BigInteger value)
    {
        BigInteger r = value % P;
        return r.Sign < 0 ? r + P : r;
    }

    internal static BigInteger ModOrder(BigInteger value)
    {
        BigInteger r = value % L;
        return r.Sign < 0 ? r + L : r;
    }

    internal static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    /// <summary>A square root of a modulo p, or null.</summary>
    internal static BigInteger? SquareRoot(BigInteger a)
    {
        BigInteger root = BigInteger.ModPow(Mod(a), (P + 3) / 8, P);
        if (Mod(root * root) != Mod(a))
        {
            root = Mod(root * BigInteger.ModPow(2, (P - 1) / 4, P));
        }

        return Mod(root * root) == Mod(a) ? root : null;
    }

    internal static bool TryRecoverX(BigInteger y, out BigInteger x)
    {
        BigInteger? root = SquareRoot(((y * y) - 1) * Invert((D * y * y) + 1));
        x = root ?? default;
        return root is not null;
    }

    internal static BigInteger FirstYWithoutPoint()
    {
        BigInteger y = 2;
        while (TryRecoverX(y, out _))
        {
            y++;
        }

        return y;
    }

    internal static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) p, (BigInteger X, BigInteger Y) q)
    {
        BigInteger t = D * p.X % P * q.X % P * p.Y % P * q.Y % P;
        BigInteger inverse = Invert((1 + t) * (1 - t));
        BigInteger x = Mod(((p.X * q.Y) + (p.Y * q.X)) * (1 - t) * inverse);
        BigInteger y = Mod(((p.Y * q.Y) + (p.X * q.X)) * (1 + t) * inverse);
        return (x, y);
    }

    internal static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar, (BigInteger X, BigInteger Y) point)
    {
        (BigInteger X, BigInteger Y) sum = Identity;
        for (int bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = Add(sum, sum);
            if (!((scalar >> bit) & 1).IsZero)
            {
                sum = Add(sum, point);
            }
        }

        return sum;
    }

    internal static byte[] Encode((BigInteger X, BigInteger Y) point)
    {
        byte[] bytes = ToBytes(point.Y);
        bytes[31] |= (byte)(point.X.IsEven ? 0 : 0x80);
        return bytes;
    }

    /// <summary>32 little-endian bytes.</summary>
    internal static byte[] ToBytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        Assert(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    internal static BigInteger FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    internal static FieldElement ToField(BigInteger value) => FieldElement.FromBytes(ToBytes(Mod(value)));

    internal static BigInteger FromField(FieldElement value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.CopyTo(bytes);
        return FromBytes(bytes);
    }

    internal static Scalar ToScalar(BigInteger value) => Scalar.FromClampedBytes(ToBytes(value));

    internal static EdwardsPoint ToPoint((BigInteger X, BigInteger Y) point)
    {
        Assert(EdwardsPoint.TryDecodeStrict(Encode(point), out EdwardsPoint decoded));
        return decoded;
    }

    internal static byte[] Encode(in EdwardsPoint point)
    {
        byte[] bytes = new byte[32];
        point.CopyTo(bytes);
        return bytes;
    }

    /// <summary>SHA-512(R || A || M) mod L.</summary>
    internal static BigInteger Challenge(byte[] r, byte[] a, byte[] message) =>
        FromBytes(SHA512.HashData([.. r, .. a, .. message])) % L;

    internal static BigInteger RandomBelow(Random random, BigInteger bound)
    {
        byte[] bytes = new byte[80];
        random.NextBytes(bytes);
        return FromBytes(bytes) % bound;
    }

    private static (BigInteger X, BigInteger Y) ComputeBase()
    {
        BigInteger y = Mod(4 * Invert(5));
        Assert(TryRecoverX(y, out BigInteger x));
        return (x.IsEven ? x : P - x, y);
    }

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
