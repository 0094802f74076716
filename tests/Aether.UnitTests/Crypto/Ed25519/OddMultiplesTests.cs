using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class OddMultiplesTests
{
    [Fact]
    public void AddDigit_EveryOddDigit_AddsThatMultiple()
    {
        (BigInteger X, BigInteger Y) p =
            Reference.Add(Reference.Multiply(42, Reference.Base), SignatureForge.Torsion(1));
        EdwardsPoint point = Reference.ToPoint(p);
        OddMultiples table = default;
        OddMultiples.Fill(ref table, in point);
        for (int digit = 1; digit < 1 << (OddMultiples.Width - 1); digit += 2)
        {
            EdwardsPoint sum = EdwardsPoint.Identity;
            OddMultiples.AddDigit(ref sum, ref table, digit);
            Assert.Equal(Reference.Encode(Reference.Multiply(digit, p)), Reference.Encode(in sum));
            OddMultiples.AddDigit(ref sum, ref table, -digit);
            Assert.True(sum.IsIdentity);
        }
    }
}
