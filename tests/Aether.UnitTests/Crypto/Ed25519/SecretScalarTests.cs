using System.Numerics;
using System.Security.Cryptography;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class SecretScalarTests
{
    [Fact]
    public void Multiply_RandomAndEdgeScalars_AgreesWithReference()
    {
        (BigInteger X, BigInteger Y) p =
            Reference.Add(Reference.Multiply(555, Reference.Base), SignatureForge.Torsion(5));
        EdwardsPoint point = Reference.ToPoint(p);
        var random = new Random(7);
        BigInteger bound = BigInteger.Pow(2, 255);
        List<BigInteger> scalars = [0, 1, 7, 8, 9, 16, Reference.L, bound - 1];
        scalars.AddRange(Enumerable.Range(0, 8).Select(_ => Reference.RandomBelow(random, bound)));
        foreach (BigInteger scalar in scalars)
        {
            SecretScalar.Multiply(out EdwardsPoint actual, Reference.ToScalar(scalar), in point);
            Assert.Equal(Reference.Encode(Reference.Multiply(scalar, p)), Reference.Encode(in actual));
        }
    }

    [Fact]
    public void Expand_Seed_ClampsTheFirstHalfAndKeepsTheSecond()
    {
        byte[] seed = new byte[32];
        seed[3] = 9;
        byte[] hash = SHA512.HashData(seed);
        byte[] prefix = new byte[32];
        SecretScalar.Expand(seed, out Scalar scalar, prefix);
        byte[] bytes = new byte[32];
        scalar.CopyTo(bytes);
        Assert.Equal(hash[32..], prefix);
        Assert.Equal(hash[1..31], bytes[1..31]);
        Assert.Equal(hash[0] & 0xf8, bytes[0]);
        Assert.Equal((hash[31] & 0x3f) | 0x40, bytes[31]);
    }

    [Fact]
    public void EqualMask_AllSmallPairs_IsAllOnesOnlyForEqual()
    {
        for (int a = 0; a <= 8; a++)
        {
            for (int b = 0; b <= 8; b++)
            {
                Assert.Equal(a == b ? ulong.MaxValue : 0, SecretScalar.EqualMask(a, b));
            }
        }
    }
}
