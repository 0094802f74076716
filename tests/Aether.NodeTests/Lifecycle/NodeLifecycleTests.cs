using Aether.Node.Lifecycle;
using Xunit;

namespace Aether.NodeTests.Lifecycle;

public sealed class NodeLifecycleTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Enter_NewPhase_BeginsItsTime()
    {
        NodeLifecycle lifecycle = new(_time);
        List<NodePhase> entered = [];
        lifecycle.Entered += entered.Add;
        DateTimeOffset start = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));
        lifecycle.Enter(NodePhase.Recovering);
        _time.Advance(TimeSpan.FromSeconds(5));
        lifecycle.Enter(NodePhase.Recovering);
        LifecycleStatus status = lifecycle.Read();
        Assert.Equal((NodePhase.Recovering, start), (status.Current, status.StartedAt));
        Assert.Equal(start + TimeSpan.FromSeconds(5), status.Since);
        Assert.Equal([NodePhase.Recovering], entered);
    }

    [Fact]
    public void Enter_BehindTheEnd_DoesNothing()
    {
        NodeLifecycle lifecycle = new(_time);
        lifecycle.Enter(NodePhase.Draining);
        lifecycle.Enter(NodePhase.Running);
        Assert.Equal(NodePhase.Draining, lifecycle.Phase);
        lifecycle.Enter(NodePhase.Stopped);
        Assert.Equal(NodePhase.Stopped, lifecycle.Phase);
    }

    [Fact]
    public void Progress_RateCountsFromTheFirstWord()
    {
        NodeLifecycle lifecycle = new(_time);
        lifecycle.Progress(NodePhase.Replaying, 1_000, 2_000, "blocks");
        Assert.Null(lifecycle.Read().RemainingMs);
        _time.Advance(TimeSpan.FromSeconds(10));
        lifecycle.Progress(NodePhase.Replaying, 1_500, 2_000, "blocks");
        LifecycleStatus status = lifecycle.Read();
        Assert.Equal((50.0, 10_000), (status.PerSecond, status.RemainingMs));
        lifecycle.Enter(NodePhase.Running);
        Assert.Equal((0, 0, ""), (lifecycle.Read().Done, lifecycle.Read().Total, lifecycle.Read().Unit));
    }
}
