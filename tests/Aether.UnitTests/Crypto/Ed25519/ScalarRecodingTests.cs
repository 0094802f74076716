using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class ScalarRecodingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void WriteNaf_Digits_SumToTheScalarAndAreSparse(int width)
    {
        sbyte[] digits = new sbyte[ScalarRecoding.NafDigits];
        foreach (BigInteger value in Values())
        {
            int length = ScalarRecoding.WriteNaf(Reference.ToScalar(value), width, digits);
            BigInteger sum = 0;
            int last = -width;
            for (int i = 0; i < digits.Length; i++)
            {
                if (digits[i] != 0)
                {
                    Assert.True(int.IsOddInteger(digits[i]));
                    Assert.InRange(digits[i], -(1 << (width - 1)) + 1, (1 << (width - 1)) - 1);
                    Assert.True(i - last >= width);
                    last = i;
                    sum += digits[i] * BigInteger.Pow(2, i);
                }
            }

            Assert.Equal(value, sum);
            Assert.Equal(Math.Max(last + 1, 0), length);
        }
    }

    [Fact]
    public void WriteRadix16_Digits_SumToTheScalarAndAreInRange()
    {
        sbyte[] digits = new sbyte[ScalarRecoding.Radix16Digits];
        foreach (BigInteger value in Values())
        {
            ScalarRecoding.WriteRadix16(Reference.ToScalar(value), digits);
            BigInteger sum = 0;
            for (int i = digits.Length - 1; i >= 0; i--)
            {
                Assert.InRange(digits[i], -8, 8);
                sum = (sum * 16) + digits[i];
            }

            Assert.Equal(value, sum);
        }
    }

    private static IEnumerable<BigInteger> Values()
    {
        var random = new Random(1);
        BigInteger bound = BigInteger.Pow(2, 255);
        BigInteger[] edges = [0, 1, 15, 16, 31, Reference.L - 1, bound - 1, bound - 8, bound / 2];
        return edges.Concat(Enumerable.Range(0, 200).Select(_ => Reference.RandomBelow(random, bound)));
    }
}
