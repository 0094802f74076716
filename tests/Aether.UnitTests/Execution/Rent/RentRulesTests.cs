using Aether.Core.Types;
using Aether.Execution.Rent;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

public sealed class RentRulesTests
{
    private static readonly ChainParameters s_parameters = new();
    private static readonly ChainParameters s_dearest = new()
    {
        RentPerBytePerEpoch = ChainParameters.MaxFeeCoefficient,
        RentHorizonEpochs = 1_000_000,
    };

    [Fact]
    public void Deposit_IsRateTimesBytesTimesHorizon() =>
        Assert.Equal((UInt128)(2 * 103 * 12), RentRules.Deposit(s_parameters, 103));

    [Theory]
    [InlineData(12U, 0U, 0UL)]
    [InlineData(12U, 12U, 0UL)]
    [InlineData(12U, 13U, 206UL)]
    [InlineData(12U, 24U, 2_472UL)]
    public void Due_IsOwedAfterTheLastPaidEpoch(uint paidUntil, uint epoch, ulong due) =>
        Assert.Equal((UInt128)due, RentRules.Due(s_parameters, 103, paidUntil, epoch));

    [Fact]
    public void Deposit_AtExpiry_IsExactlyWhatIsOwed()
    {
        uint paidUntil = RentRules.PaidFrom(s_parameters, 5);
        uint expiry = RentRules.ExpiryOf(s_parameters, paidUntil);
        Assert.Equal(29U, expiry);
        Assert.Equal(RentRules.Deposit(s_parameters, 500), RentRules.Due(s_parameters, 500, paidUntil, expiry));
    }

    [Fact]
    public void LargestNumbers_DoNotOverflow()
    {
        Assert.Equal(
            UInt128.Parse("65535000000000000000000", null), RentRules.Deposit(s_dearest, ushort.MaxValue));
        Assert.True(RentRules.Due(s_dearest, ushort.MaxValue, 0, uint.MaxValue) < UInt128.One << 92);
        Assert.Equal(uint.MaxValue, RentRules.PaidFrom(s_dearest, uint.MaxValue - 5));
    }
}
