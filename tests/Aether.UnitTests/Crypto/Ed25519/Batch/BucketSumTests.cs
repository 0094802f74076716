using System.Numerics;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Batch;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class BucketSumTests
{
    [Fact]
    public void Compute_SeveralSumsInOneInstance_AgreeWithReference()
    {
        BucketSum sum = new(9);
        var random = new Random(11);
        foreach (int terms in new[] { 9, 0, 3, 1 })
        {
            sum.Clear();
            BigInteger baseScalar = Reference.RandomBelow(random, Reference.L);
            (BigInteger X, BigInteger Y) expected = Reference.Multiply(baseScalar, Reference.Base);
            for (int i = 0; i < terms; i++)
            {
                BigInteger scalar = Reference.RandomBelow(random, i % 2 == 0 ? Reference.L : BigInteger.Pow(2, 128));
                (BigInteger X, BigInteger Y) p =
                    Reference.Add(Reference.Multiply(i + 1, Reference.Base), SignatureForge.Torsion(i % 8));
                EdwardsPoint point = Reference.ToPoint(p);
                sum.Add(Reference.ToScalar(scalar), in point);
                expected = Reference.Add(expected, Reference.Multiply(scalar, p));
            }

            sum.Compute(Reference.ToScalar(baseScalar), out EdwardsPoint actual);
            Assert.Equal(Reference.Encode(expected), Reference.Encode(in actual));
        }
    }
}
