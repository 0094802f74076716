using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class BasePointTests
{
    [Fact]
    public void Value_IsTheStandardBasePoint()
    {
        byte[] expected = new byte[32];
        Array.Fill(expected, (byte)0x66);
        expected[0] = 0x58;
        Assert.Equal(expected, Reference.Encode(in BasePoint.Value));
        Assert.Equal(expected, Reference.Encode(Reference.Base));
    }

    [Fact]
    public void MultiplySecret_RandomAndEdgeScalars_AgreesWithReference()
    {
        var random = new Random(8);
        BigInteger bound = BigInteger.Pow(2, 255);
        List<BigInteger> scalars = [0, 1, 8, 255, 256, Reference.L - 1, Reference.L, bound - 1];
        scalars.AddRange(Enumerable.Range(0, 8).Select(_ => Reference.RandomBelow(random, bound)));
        foreach (BigInteger scalar in scalars)
        {
            BasePoint.MultiplySecret(out EdwardsPoint actual, Reference.ToScalar(scalar));
            Assert.Equal(Reference.Encode(Reference.Multiply(scalar, Reference.Base)), Reference.Encode(in actual));
        }
    }

    [Fact]
    public void AddDigit_EveryOddDigit_AddsThatMultiple()
    {
        (BigInteger X, BigInteger Y) twice = Reference.Add(Reference.Base, Reference.Base);
        (BigInteger X, BigInteger Y) expected = Reference.Base;
        for (int digit = 1; digit < 1 << (BasePoint.NafWidth - 1); digit += 2)
        {
            EdwardsPoint sum = EdwardsPoint.Identity;
            BasePoint.AddDigit(ref sum, digit);
            Assert.Equal(Reference.Encode(expected), Reference.Encode(in sum));
            BasePoint.AddDigit(ref sum, -digit);
            Assert.True(sum.IsIdentity);
            expected = Reference.Add(expected, twice);
        }
    }
}
