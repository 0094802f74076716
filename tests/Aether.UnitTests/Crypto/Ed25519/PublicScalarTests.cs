using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class PublicScalarTests
{
    [Fact]
    public void MultiplyWithBase_RandomAndEdgeScalars_AgreesWithReference()
    {
        foreach ((BigInteger a, BigInteger b) in ScalarPairs())
        {
            (BigInteger X, BigInteger Y) p =
                Reference.Add(Reference.Multiply(999, Reference.Base), SignatureForge.Torsion(1));
            EdwardsPoint point = Reference.ToPoint(p);
            PublicScalar.MultiplyWithBase(
                out EdwardsPoint actual, Reference.ToScalar(a), in point, Reference.ToScalar(b));
            byte[] expected = Reference.Encode(
                Reference.Add(Reference.Multiply(a, p), Reference.Multiply(b, Reference.Base)));
            Assert.Equal(expected, Reference.Encode(in actual));
        }
    }

    [Fact]
    public void MultiplyTwo_RandomAndEdgeScalars_AgreesWithReference()
    {
        (BigInteger X, BigInteger Y) p = Reference.Multiply(31337, Reference.Base);
        (BigInteger X, BigInteger Y) q = Reference.Add(p, SignatureForge.Torsion(3));
        EdwardsPoint left = Reference.ToPoint(p);
        EdwardsPoint right = Reference.ToPoint(q);
        foreach ((BigInteger a, BigInteger b) in ScalarPairs())
        {
            PublicScalar.MultiplyTwo(
                out EdwardsPoint actual, Reference.ToScalar(a), in left, Reference.ToScalar(b), in right);
            byte[] expected = Reference.Encode(Reference.Add(Reference.Multiply(a, p), Reference.Multiply(b, q)));
            Assert.Equal(expected, Reference.Encode(in actual));
        }
    }

    private static IEnumerable<(BigInteger A, BigInteger B)> ScalarPairs()
    {
        var random = new Random(6);
        yield return (0, 0);
        yield return (1, 0);
        yield return (0, 1);
        yield return (Reference.L - 1, 1);
        yield return (1, Reference.L - 1);
        yield return (BigInteger.Pow(2, 255) - 1, BigInteger.Pow(2, 255) - 1);
        for (int i = 0; i < 8; i++)
        {
            yield return (Reference.RandomBelow(random, Reference.L), Reference.RandomBelow(random, Reference.L));
        }
    }
}
