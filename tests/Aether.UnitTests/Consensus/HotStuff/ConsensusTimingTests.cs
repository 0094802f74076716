using Aether.Consensus.HotStuff;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class ConsensusTimingTests
{
    [Fact]
    public void ForSlot_HalfASecond_IsTheSpecifiedPacing() =>
        Assert.Equal(new ConsensusTiming(500, 150, 350, 1_500, 30_000), ConsensusTiming.ForSlot(500));

    [Theory]
    [InlineData(50)]
    [InlineData(60_000)]
    public void ForSlot_AnySlot_OrdersTheDeadlines(long slot)
    {
        ConsensusTiming timing = ConsensusTiming.ForSlot(slot);

        Assert.True(timing.ClaimMs < timing.FallbackMs);
        Assert.True(timing.FallbackMs < timing.SlotMs);
        Assert.True(timing.SlotMs < timing.TimeoutMs);
        Assert.True(timing.TimeoutMs < timing.MaxTimeoutMs);
    }
}
