using System.Numerics;
using Aether.Core.Diagnostics;
using Aether.Execution.Staking;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

public sealed class StakingRulesTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 999_999_999)]
    [InlineData("1000000001", 50_000_000)]
    [InlineData("340282366920938463463374607431768211455", 1_000_000_000)]
    [InlineData("340282366920938463463374607431768211455", 999_999_999)]
    public void Share_IsExact(string amount, uint ppb)
    {
        UInt128 value = UInt128.Parse(amount);
        Assert.Equal((BigInteger)value * ppb / 1_000_000_000, (BigInteger)StakingRules.Share(value, ppb));
    }

    [Fact]
    public void Share_OfMoreThanOne_IsABug() =>
        Assert.Throws<InvariantViolationException>(() => StakingRules.Share(1, 1_000_000_001));

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 10, false)]
    [InlineData(999, 9_990, false)]
    [InlineData(1_000, 10_000, true)]
    [InlineData(uint.MaxValue, 10_000, true)]
    public void Leak_GrowsToItsCap(uint views, uint expected, bool expectedCap)
    {
        Assert.Equal((UInt128)expected, StakingRules.Leak(1_000_000, 10_000, views, out bool capped));
        Assert.Equal(expectedCap, capped);
    }

    [Fact]
    public void Leak_WithoutARate_NeverJails()
    {
        Assert.Equal(UInt128.Zero, StakingRules.Leak(1_000_000, 0, uint.MaxValue, out bool capped));
        Assert.False(capped);
    }
}
