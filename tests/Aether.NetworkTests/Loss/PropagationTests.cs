using Aether.Da.ErasureCoding;
using Aether.NetBench.Loss;
using Xunit;

namespace Aether.NetworkTests.Loss;

public sealed class PropagationTests
{
    private static readonly PropagationOptions s_case = new(ErasureCode.HalfRate, 60, 200, 0, 0, 3, 200_000, 1);

    [Fact]
    public void Run_NoLossNoSilence_DeliversEverythingWithoutRepair()
    {
        foreach (ErasureCode code in (ErasureCode[])[ErasureCode.DoubleParity, ErasureCode.HalfRate])
        {
            PropagationResult result = Propagation.Run(s_case with { Code = code, FanOut = 5 });
            Assert.Equal((59 * 3, 0), (result.WholeBlocks, result.RepairedBlocks));
            Assert.Equal(result.Sets, result.WholeSets);
        }
    }

    [Fact]
    public void Run_TenPercentLoss_HalfRateNeedsNoRepairAndDoubleParityDoes()
    {
        PropagationResult half = Propagation.Run(s_case with { Loss = 0.10 });
        Assert.Equal(half.NodeBlocks, half.WholeBlocks);
        PropagationResult parity = Propagation.Run(s_case with { Loss = 0.10, Code = ErasureCode.DoubleParity });
        Assert.True(parity.WholeBlocks < parity.NodeBlocks / 10);
        Assert.Equal(parity.NodeBlocks, parity.WholeBlocks + parity.RepairedBlocks);
    }

    [Fact]
    public void Run_AThirdOfTheRelaysSilent_HalfRateStillDelivers()
    {
        PropagationResult half = Propagation.Run(s_case with { Silent = 0.333, Blocks = 10 });
        Assert.True(half.WholeSets > 0.98 * half.Sets);
        Assert.Equal(half.NodeBlocks, half.WholeBlocks + half.RepairedBlocks);
        PropagationResult parity = Propagation.Run(
            s_case with { Silent = 0.333, Blocks = 10, Code = ErasureCode.DoubleParity });
        Assert.True(parity.WholeSets < 0.4 * parity.Sets);
        Assert.Equal(0, parity.WholeBlocks);
    }

    [Fact]
    public void Run_SameSeed_GivesTheSame()
    {
        PropagationOptions options = s_case with { Loss = 0.05, Silent = 0.2 };
        Assert.Equal(Propagation.Run(options).AllUs, Propagation.Run(options).AllUs);
        Assert.NotEqual(Propagation.Run(options).AllUs, Propagation.Run(options with { Seed = 2 }).AllUs);
    }
}
