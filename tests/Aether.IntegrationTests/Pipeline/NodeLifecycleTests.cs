using Aether.Core.Types;
using Aether.Pipeline;
using Xunit;

namespace Aether.IntegrationTests.Pipeline;

public sealed class NodeLifecycleTests
{
    private const int Count = 4;
    private const uint SlotMs = 100;

    [Fact]
    public void SafetyLogFails_NodeStopsWithAReasonAndTheOthersGoOn()
    {
        using TestCluster cluster = new(Count, SlotMs);
        NodePipeline[] nodes = [.. Enumerable.Range(0, Count).Select(cluster.Create)];
        FinalityWatch[] watches = [.. nodes.Select(node => new FinalityWatch(node))];
        using ManualResetEventSlim faulted = new();
        NodeFault? fault = null;
        int faults = 0;
        nodes[0].Faulted += reported =>
        {
            fault = reported;
            faults++;
            faulted.Set();
        };
        Array.ForEach(nodes, node => node.Start());
        watches[0].WaitForHeight(1);

        cluster.SafetyLog(0).IsBroken = true;
        Assert.True(faulted.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        nodes[0].Stop();
        Assert.IsType<IOException>(fault!.Exception);
        Assert.Equal("node 0 consensus", fault.Source);
        Assert.Same(fault, nodes[0].Fault);
        Assert.Equal(1, faults);
        Assert.Equal(SubmitRefusal.Stopping, nodes[0].Submit([1, 2, 3]).Refusal);
        watches[1].WaitForHeight((ulong)watches[1].Blocks.Length + 3);
    }

    [Fact]
    public void Restart_OverItsStoreAndSafetyLog_GoesOnWithTheSameChain()
    {
        using TestCluster cluster = new(Count, SlotMs);
        FinalityWatch[] watches = [.. Enumerable.Range(0, Count).Select(index => Start(cluster, index))];
        watches[0].WaitForHeight(3);
        cluster[0].Stop();
        Header last = cluster[0].Parts.Store.FinalizedHeader;
        watches[1].WaitForHeight(last.Height + 3);

        // Looked at before its threads run: a moment later it may have finalised more.
        NodePipeline again = cluster.Create(0);
        Assert.Equal(last.Hash, again.Heads.Finalized.Header.Hash);
        FinalityWatch restarted = new(again);
        again.Start();
        restarted.WaitForHeight(last.Height + 5);
        watches[1].WaitForHeight(last.Height + 5);
        for (int index = 0; index < Count; index++)
        {
            cluster[index].Stop();
        }
        Hash256[] expected = [.. watches[1].Blocks.Select(block => block.Header.Hash)];
        Hash256[] actual = [.. watches[0].Blocks.Concat(restarted.Blocks).Select(block => block.Header.Hash)];
        int common = Math.Min(expected.Length, actual.Length);
        Assert.True(common >= (int)last.Height + 5);
        Assert.Equal(expected[..common], actual[..common]);
    }

    [Fact]
    public void Stop_Repeated_IsHarmless()
    {
        using TestCluster cluster = new(Count, SlotMs);
        NodePipeline node = cluster.Create(0);
        node.Start();
        node.Stop();
        node.Stop();
        Assert.Null(node.Fault);
    }

    private static FinalityWatch Start(TestCluster cluster, int index)
    {
        NodePipeline node = cluster.Create(index);
        FinalityWatch watch = new(node);
        node.Start();
        return watch;
    }
}
