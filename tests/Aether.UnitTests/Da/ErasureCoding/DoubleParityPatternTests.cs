using System.Numerics;
using Aether.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class DoubleParityPatternTests
{
    [Fact]
    public void Get_EveryPair_NamesTheSurvivorsOnceAndBothLost()
    {
        for (uint lost = 0; lost < 1 << 12; lost++)
        {
            if (BitOperations.PopCount(lost) != 2)
                continue;
            ReadOnlySpan<byte> pattern = DoubleParityPattern.Get(lost);
            uint survivors = 0;
            for (int position = 0; position < 10; position++)
                survivors |= 1u << pattern[position];
            Assert.Equal(0xfffu & ~lost, survivors);
            Assert.Equal(
                lost,
                1u << pattern[DoubleParityPattern.WeightedLost] | 1u << pattern[DoubleParityPattern.SummedLost]);
        }
    }

    [Fact]
    public void Get_EveryPair_GivesTheWeightedLossOfUnitData()
    {
        for (uint lost = 0; lost < 1 << 12; lost++)
        {
            if (BitOperations.PopCount(lost) != 2)
                continue;
            ReadOnlySpan<byte> pattern = DoubleParityPattern.Get(lost);
            for (int unit = 0; unit < 10; unit++)
            {
                int sum = 0;
                for (int position = 0; position < 10; position++)
                    sum ^= Gf256.Multiply(pattern[10 + position], UnitShard(unit, pattern[position]));
                Assert.Equal(UnitShard(unit, pattern[DoubleParityPattern.WeightedLost]), sum);
            }
        }
    }

    // A shard of the codeword whose data is one in the unit shard and zero elsewhere.
    private static byte UnitShard(int unit, int shard) => shard switch
    {
        DoubleParityPattern.Sum => 1,
        DoubleParityPattern.Weighted => Gf256.Power(2, unit),
        _ => (byte)(shard == unit ? 1 : 0),
    };
}
