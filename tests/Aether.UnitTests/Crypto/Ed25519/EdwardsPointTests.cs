using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class EdwardsPointTests
{
    [Fact]
    public void AddSubtractDouble_PairsWithTorsionAndIdentity_AgreeWithAffineFormulas()
    {
        (BigInteger X, BigInteger Y)[] points = Points();
        foreach ((BigInteger X, BigInteger Y) p in points)
        {
            foreach ((BigInteger X, BigInteger Y) q in points)
            {
                EdwardsPoint right = Scaled(q, 7);
                CachedPoint.From(out CachedPoint cached, in right);
                AffineCachedPoint.Normalise(out AffineCachedPoint affine, in right);
                byte[] sum = Reference.Encode(Reference.Add(p, q));
                byte[] difference = Reference.Encode(Reference.Add(p, (Reference.Mod(-q.X), q.Y)));

                EdwardsPoint left = Scaled(p, 3);
                EdwardsPoint.Add(ref left, in cached);
                AssertPoint(sum, left);
                left = Scaled(p, 5);
                EdwardsPoint.Add(ref left, in affine);
                AssertPoint(sum, left);
                left = Scaled(p, 3);
                EdwardsPoint.Subtract(ref left, in cached);
                AssertPoint(difference, left);
                left = Scaled(p, 5);
                EdwardsPoint.Subtract(ref left, in affine);
                AssertPoint(difference, left);
            }

            EdwardsPoint twice = Scaled(p, 11);
            EdwardsPoint.Double(ref twice, withT: true);
            AssertPoint(Reference.Encode(Reference.Add(p, p)), twice);
        }
    }

    [Fact]
    public void DoubleTimes_AndCofactor_MultiplyByPowersOfTwo()
    {
        EdwardsPoint p = Scaled(Reference.Base, 3);
        EdwardsPoint.DoubleTimes(ref p, 5);
        AssertPoint(Reference.Encode(Reference.Multiply(32, Reference.Base)), p);
        EdwardsPoint.MultiplyByCofactor(ref p);
        AssertPoint(Reference.Encode(Reference.Multiply(256, Reference.Base)), p);
    }

    [Fact]
    public void Negate_PlusItself_IsIdentity()
    {
        EdwardsPoint p = Scaled(Reference.Base, 3);
        CachedPoint.From(out CachedPoint cached, in p);
        EdwardsPoint.Negate(ref p);
        EdwardsPoint.Add(ref p, in cached);
        Assert.True(p.IsIdentity);
    }

    [Fact]
    public void IsSmallOrder_TorsionPoints_AreExactlyThese()
    {
        for (int i = 0; i < 8; i++)
        {
            EdwardsPoint torsion = Reference.ToPoint(SignatureForge.Torsion(i));
            Assert.True(torsion.IsSmallOrder);
            Assert.Equal(i == 0, torsion.IsIdentity);
            EdwardsPoint mixed = Reference.ToPoint(Reference.Add(SignatureForge.Torsion(i), Reference.Base));
            Assert.False(mixed.IsSmallOrder);
        }
    }

    [Fact]
    public void TryDecode_EveryCanonicalPoint_RoundTrips()
    {
        foreach ((BigInteger X, BigInteger Y) p in Points())
        {
            byte[] encoding = Reference.Encode(p);
            Assert.True(EdwardsPoint.TryDecodeStrict(encoding, out EdwardsPoint strict));
            Assert.True(EdwardsPoint.TryDecodePermissive(encoding, out EdwardsPoint permissive));
            Assert.Equal(p.X, Reference.FromField(strict.X));
            AssertPoint(encoding, strict);
            Assert.True(EdwardsPoint.AreEqual(in strict, in permissive));
        }
    }

    [Fact]
    public void TryDecode_NonCanonicalY_OnlyPermissiveAccepts()
    {
        int accepted = 0;
        for (int y = 0; y < 19; y++)
        {
            bool exists = Reference.TryRecoverX(y, out _);
            byte[] encoding = Reference.ToBytes(Reference.P + y);
            Assert.False(EdwardsPoint.TryDecodeStrict(encoding, out _));
            Assert.Equal(exists, EdwardsPoint.TryDecodePermissive(encoding, out EdwardsPoint point));
            if (exists)
            {
                Assert.Equal(y, Reference.FromField(point.Y));
                accepted++;
            }
        }

        Assert.InRange(accepted, 2, 18);
    }

    [Fact]
    public void TryDecode_ZeroXWithSignBit_OnlyPermissiveAccepts()
    {
        foreach (BigInteger y in new[] { BigInteger.One, Reference.P - 1 })
        {
            byte[] encoding = Reference.ToBytes(y);
            Assert.True(EdwardsPoint.TryDecodeStrict(encoding, out _));
            encoding[31] |= 0x80;
            Assert.False(EdwardsPoint.TryDecodeStrict(encoding, out _));
            Assert.True(EdwardsPoint.TryDecodePermissive(encoding, out EdwardsPoint point));
            Assert.True(point.X.IsZero);
        }
    }

    [Fact]
    public void TryDecode_NoPointOrWrongLength_ReturnsFalse()
    {
        byte[] none = Reference.ToBytes(Reference.FirstYWithoutPoint());
        Assert.False(EdwardsPoint.TryDecodePermissive(none, out _));
        Assert.False(EdwardsPoint.TryDecodeStrict(none, out _));
        Assert.False(EdwardsPoint.TryDecodePermissive(new byte[31], out _));
        Assert.False(EdwardsPoint.TryDecodeStrict(new byte[33], out _));
    }

    private static (BigInteger X, BigInteger Y)[] Points() =>
    [
        Reference.Identity,
        Reference.Base,
        Reference.Multiply(12345, Reference.Base),
        SignatureForge.Torsion(1),
        SignatureForge.Torsion(2),
        SignatureForge.Torsion(4),
        Reference.Add(SignatureForge.Torsion(3), Reference.Multiply(77, Reference.Base)),
    ];

    /// <summary>The point with all coordinates scaled, so that formulas are tested with Z other than 1.</summary>
    private static EdwardsPoint Scaled((BigInteger X, BigInteger Y) p, int z) => new()
    {
        X = Reference.ToField(p.X * z),
        Y = Reference.ToField(p.Y * z),
        Z = Reference.ToField(z),
        T = Reference.ToField(p.X * p.Y * z),
    };

    private static void AssertPoint(byte[] expected, EdwardsPoint actual)
    {
        Assert.Equal(expected, Reference.Encode(in actual));
        BigInteger x = Reference.FromField(actual.X);
        BigInteger y = Reference.FromField(actual.Y);
        BigInteger zt = Reference.FromField(actual.Z) * Reference.FromField(actual.T);
        Assert.Equal(Reference.Mod(x * y), Reference.Mod(zt));
    }
}
