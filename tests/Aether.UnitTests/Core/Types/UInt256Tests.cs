using System.Numerics;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class UInt256Tests
{
    private static readonly BigInteger s_two256 = BigInteger.Pow(2, 256);

    [Fact]
    public void Multiply_EdgeAndRandomFactors_IsExact()
    {
        foreach (UInt128 a in Values())
        {
            foreach (UInt128 b in Values())
            {
                Assert.Equal((BigInteger)a * (BigInteger)b, ToInteger(UInt256.Multiply(a, b)));
            }
        }
    }

    [Fact]
    public void AddAndSubtract_EdgeAndRandomTerms_AreExactOrThrow()
    {
        UInt256[] values = [.. Wide()];
        foreach (UInt256 a in values)
        {
            foreach (UInt256 b in values)
            {
                BigInteger sum = ToInteger(a) + ToInteger(b);
                BigInteger difference = ToInteger(a) - ToInteger(b);
                AssertExactOrThrows(sum, () => a + b);
                AssertExactOrThrows(difference, () => a - b);
                Assert.Equal(ToInteger(a).CompareTo(ToInteger(b)), Math.Sign(a.CompareTo(b)));
                Assert.Equal(difference.Sign < 0, a < b);
                Assert.Equal(difference.Sign > 0, a > b);
                Assert.Equal(difference.Sign <= 0, a <= b);
                Assert.Equal(difference.Sign >= 0, a >= b);
                Assert.Equal(difference.IsZero, a == b);
                Assert.Equal(!difference.IsZero, a != b);
            }
        }
    }

    [Fact]
    public void DivideBy_EdgeAndRandomValues_GivesQuotientAndRemainder()
    {
        foreach (UInt256 a in Wide())
        {
            foreach (UInt128 b in Values().Where(value => value != 0))
            {
                UInt256 quotient = a.DivideBy(b, out UInt128 remainder);
                Assert.Equal(ToInteger(a) / (BigInteger)b, ToInteger(quotient));
                Assert.Equal(ToInteger(a) % (BigInteger)b, (BigInteger)remainder);
            }
        }

        Assert.Throws<DivideByZeroException>(() => UInt256.MaxValue.DivideBy(0, out _));
    }

    [Fact]
    public void ShiftRight_EveryCount_AgreesWithBigInteger()
    {
        foreach (UInt256 a in Wide())
        {
            for (int shift = 0; shift < 256; shift++)
            {
                Assert.Equal(ToInteger(a) >> shift, ToInteger(a >> shift));
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => UInt256.MaxValue >> 256);
    }

    [Fact]
    public void Conversion_ValueAbove128Bits_Throws()
    {
        Assert.Equal(UInt128.MaxValue, (UInt128)(UInt256)UInt128.MaxValue);
        Assert.Throws<OverflowException>(() => (UInt128)new UInt256(1, 0));
    }

    [Fact]
    public void ToString_HasSixtyFourDigits()
    {
        string text = new UInt256(0x10, 0xab).ToString();
        Assert.Equal("0x" + new string('0', 30) + "10" + new string('0', 30) + "ab", text);
    }

    private static void AssertExactOrThrows(BigInteger expected, Func<UInt256> compute)
    {
        if (expected.Sign < 0 || expected >= s_two256)
        {
            Assert.Throws<OverflowException>(() => compute());
        }
        else
        {
            Assert.Equal(expected, ToInteger(compute()));
        }
    }

    private static BigInteger ToInteger(UInt256 value) => ((BigInteger)value.Upper << 128) + (BigInteger)value.Lower;

    private static List<UInt128> Values()
    {
        var random = new Random(1);
        List<UInt128> values =
            [0, 1, 3, ulong.MaxValue, (UInt128)1 << 64, (UInt128)1 << 127, UInt128.MaxValue, UInt128.MaxValue - 1];
        for (int i = 0; i < 12; i++)
        {
            values.Add(new UInt128((ulong)random.NextInt64() >> (i * 4), (ulong)random.NextInt64()));
        }

        return values;
    }

    private static IEnumerable<UInt256> Wide() =>
        from upper in Values().Where((_, i) => i % 3 != 2)
        from lower in Values().Where((_, i) => i % 4 != 3)
        where (upper ^ lower) % 3 != 1
        select new UInt256(upper, lower);
}
