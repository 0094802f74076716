using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

public sealed class FeeScheduleTests
{
    private static readonly ChainParameters s_parameters = new();

    private static readonly ChainParameters s_dearest = s_parameters with
    {
        FeeBase = ChainParameters.MaxFeeCoefficient,
        FeePerByte = ChainParameters.MaxFeeCoefficient,
        FeePerGas = ChainParameters.MaxFeeCoefficient,
        FeePerMemoryPage = ChainParameters.MaxFeeCoefficient,
    };

    [Fact]
    public void BaseFee_UnitMultiplier_IsTheSumOfItsParts()
    {
        UInt128 expected = 10_000 + (5 * 300) + (2 * 1_000) + (1 * 7);
        Assert.Equal(expected, FeeSchedule.BaseFee(s_parameters, 300, 1_000, 7, BlockContext.UnitBaseFee));
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 1UL)]
    [InlineData((1UL << 32) - 1, 10_000UL)]
    [InlineData(1UL << 32, 10_000UL)]
    [InlineData((1UL << 32) + 1, 10_001UL)]
    public void BaseFee_Product_IsRoundedUp(ulong multiplier, ulong expected) =>
        Assert.Equal(expected, FeeSchedule.BaseFee(s_parameters, 0, 0, 0, multiplier));

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(1UL << 32)]
    [InlineData(1UL << 60)]
    [InlineData(ulong.MaxValue)]
    public void BaseFee_LargestCoefficients_IsExactOrTheLargestNumber(ulong multiplier)
    {
        foreach (ulong gas in new ulong[] { 0, 1, Limits.Transaction.MaxGas, ulong.MaxValue })
        {
            UInt128 fee = FeeSchedule.BaseFee(s_dearest, int.MaxValue, gas, uint.MaxValue, multiplier);
            BigInteger units = (BigInteger)ChainParameters.MaxFeeCoefficient
                * (BigInteger.One + int.MaxValue + gas + uint.MaxValue);
            BigInteger exact = ((units * multiplier) + uint.MaxValue) >> 32;
            Assert.True(fee == UInt128.MaxValue || (BigInteger)fee == exact);
            BigInteger bound = (BigInteger.One << 128) - (BigInteger.One << 34);
            Assert.True(fee != UInt128.MaxValue || units * multiplier > bound);
        }
    }

    [Fact]
    public void Total_LargestTip_NeverOverflows()
    {
        TransactionBody body = TestLedger.Body(0, 0) with { TipPerGas = ulong.MaxValue };
        Transaction transaction = TestLedger.Sign(body, 0);
        Assert.Equal(
            UInt128.MaxValue, FeeSchedule.Total(s_dearest, transaction, ulong.MaxValue, ulong.MaxValue));
        Assert.Equal(
            (UInt128)ulong.MaxValue * 3 + FeeSchedule.BaseFee(s_parameters, transaction.Bytes.Length, 3, 0, 1UL << 32),
            FeeSchedule.Total(s_parameters, transaction, 3, 1UL << 32));
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 1UL)]
    [InlineData(2UL, 1UL)]
    [InlineData(3UL, 2UL)]
    [InlineData(ulong.MaxValue, 1UL << 63)]
    public void Burned_OddUnit_IsBurned(ulong fee, ulong burned) => Assert.Equal(burned, FeeSchedule.Burned(fee));
}
