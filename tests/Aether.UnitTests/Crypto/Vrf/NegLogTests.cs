using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Aether.Core.Types;
using Aether.Crypto.Vrf;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Vrf;

public sealed class NegLogTests
{
    [Fact]
    public void Compute_LotteryVectors_MatchAll()
    {
        JsonElement rows = Vectors.ReadJson("lottery/aether_lottery_q64.json").GetProperty("neglog");
        Assert.Equal(52, rows.GetArrayLength());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            UInt128 expected = Decimal(row, "neglog_q64");
            Assert.Equal(expected, NegLog.Compute(Value(row)));
        }
    }

    [Fact]
    public void TryScoreAndIsEligible_LotteryVectors_MatchAll()
    {
        JsonElement root = Vectors.ReadJson("lottery/aether_lottery_q64.json");
        Assert.True(NegLog.TryThreshold(4, 5, out UInt128 threshold));
        Assert.Equal(Decimal(root, "threshold_tau_4_5"), threshold);
        JsonElement rows = root.GetProperty("scores");
        Assert.Equal(15, rows.GetArrayLength());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            Assert.True(NegLog.TryScore(Value(row), Decimal(row, "stake"), Decimal(row, "total"), out UInt256 score));
            Assert.Equal((UInt256)Decimal(row, "score"), score);
            Assert.Equal(row.GetProperty("eligible_tau_4_5").GetBoolean(), NegLog.IsEligible(score, threshold));
        }
    }

    [Fact]
    public void Compute_AgainstTheLogarithm_StaysWithinTheStatedError()
    {
        // A double has 53 bits, far fewer than the result, so this bounds gross errors only; the vectors pin the bits.
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            ulong high = (ulong)random.NextInt64();
            double expected = -Math.Log(1 - (high / Math.Pow(2, 64)));
            double actual = (double)NegLog.Compute((UInt128)high << 64) / Math.Pow(2, 64);
            Assert.InRange(actual, expected * (1 - 1e-12), expected * (1 + 1e-12));
        }
    }

    [Fact]
    public void Compute_GrowingInput_NeverFalls()
    {
        UInt128 previous = 0;
        for (int i = 0; i < 2000; i++)
        {
            UInt128 value = NegLog.Compute((UInt128)(uint)i << 116);
            Assert.True(value >= previous);
            previous = value;
        }
    }

    [Fact]
    public void TryScore_LargestInputs_IsExact()
    {
        Assert.True(NegLog.TryScore(UInt128.MaxValue, 1, UInt128.MaxValue, out UInt256 score));
        UInt128 negLog = NegLog.Compute(UInt128.MaxValue);
        Assert.Equal(UInt256.Multiply(negLog, UInt128.MaxValue), score);
        Assert.True(NegLog.TryScore(12345, UInt128.MaxValue, UInt128.MaxValue, out score));
        Assert.Equal((UInt256)NegLog.Compute(12345), score);
    }

    [Fact]
    public void TryScore_NoStake_ReturnsFalse()
    {
        Assert.False(NegLog.TryScore(1, 0, 10, out UInt256 score));
        Assert.Equal(UInt256.Zero, score);
    }

    [Theory]
    [InlineData(0UL, 1UL, true)]
    [InlineData(1UL, 2UL, true)]
    [InlineData(ulong.MaxValue - 1, ulong.MaxValue, true)]
    [InlineData(1UL, 1UL, false)]
    [InlineData(2UL, 1UL, false)]
    [InlineData(0UL, 0UL, false)]
    public void TryThreshold_Ratios_AcceptsOnlyBelowOne(ulong numerator, ulong denominator, bool expected)
    {
        Assert.Equal(expected, NegLog.TryThreshold(numerator, denominator, out UInt128 threshold));
        if (expected)
        {
            BigInteger ratio = (new BigInteger(numerator) << 128) / denominator;
            Assert.Equal(NegLog.Compute((UInt128)ratio), threshold);
        }
    }

    [Fact]
    public void IsEligible_ScoreEqualToTheThreshold_ReturnsFalse()
    {
        Assert.False(NegLog.IsEligible((UInt128)100, 100));
        Assert.True(NegLog.IsEligible((UInt128)99, 100));
        Assert.False(NegLog.IsEligible(new UInt256(1, 0), UInt128.MaxValue));
    }

    private static UInt128 Value(JsonElement row) =>
        UInt128.Parse(row.GetProperty("w").GetString()![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static UInt128 Decimal(JsonElement row, string name) =>
        UInt128.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
