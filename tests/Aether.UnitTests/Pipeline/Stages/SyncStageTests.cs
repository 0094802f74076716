using Aether.Network.Transport;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class SyncStageTests
{
    [Fact]
    public void TryRun_WhenAnotherThreadSyncedFirst_WakesWhoFinishesCommits()
    {
        WakeSignal execution = new();
        SyncStage stage = new(new PipelineFixture().Store, execution);
        Assert.False(stage.TryRun());
        Assert.True(execution.Wait(0));
    }
}
