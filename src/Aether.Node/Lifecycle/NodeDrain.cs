using Aether.Node.Logging;
using Aether.Pipeline;
using Aether.Pipeline.Status;

namespace Aether.Node.Lifecycle;

/// <summary>Brings a node to its end in steps, each with a line in the log.</summary>
/// <remarks>
/// Nothing is admitted from the first step on; a block that this node proposed in the current slot gets the chance to
/// become final; then requests, threads and store end. A crash at any point is as safe as the whole.
/// </remarks>
/// <param name="node">The node.</param>
/// <param name="log">Told of each step.</param>
/// <param name="watchdog">Knows how much time is left.</param>
internal sealed class NodeDrain(NodeHost node, NodeLog log, DrainWatchdog watchdog)
{
    // A slot and the round of votes behind it; a chain that stands still is not waited for.
    private const int SlotsToWait = 3;

    /// <summary>Stops the node; its store is closed when this returns.</summary>
    /// <param name="why">For the log: the signal, or what else asked for it.</param>
    public async Task RunAsync(string why)
    {
        NodePipeline pipeline = node.View.Pipeline;
        node.Lifecycle.Enter(NodePhase.Draining);
        log.Write(
            NodeEvents.DrainBegan,
            $"stopping: {why}",
            ("time_left_ms", watchdog.RemainingMs),
            ("pending_transactions", pipeline.MempoolStatus.Transactions));
        pipeline.StopAdmitting();
        if (pipeline.Fault is null)
        {
            await FinishOwnSlotAsync(pipeline).ConfigureAwait(false);
        }
        await node.StopAsync().ConfigureAwait(false);
        Step("requests and threads have ended");
        ulong height = node.View.Store.FinalizedHeader.Height;
        await node.DisposeAsync().ConfigureAwait(false);
        Step("the store is closed", ("final_height", height));
    }

    private async Task FinishOwnSlotAsync(NodePipeline pipeline)
    {
        ConsensusStatus status = pipeline.ConsensusStatus;
        bool isOwn = pipeline.Parts.OwnIndex is { } index && status.Leader == index;
        if (!isOwn || status.Head.Height <= status.Finalized.Height)
        {
            Step("no own slot is under way");
            return;
        }
        ulong height = status.Head.Height;
        TaskCompletionSource final = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pipeline.BlockFinalized += OnFinal;
        try
        {
            if (node.View.Store.FinalizedHeader.Height < height)
            {
                long slots = node.View.Genesis.Parameters.SlotMs * (long)SlotsToWait;
                TimeSpan most = TimeSpan.FromMilliseconds(Math.Min(slots, watchdog.RemainingMs / 2));
                await Task.WhenAny(final.Task, node.Faulted, Task.Delay(most)).ConfigureAwait(false);
            }
        }
        finally
        {
            pipeline.BlockFinalized -= OnFinal;
        }
        Step("the own slot is over", ("height", height));

        void OnFinal(FinalBlock block)
        {
            if (block.Header.Height >= height)
            {
                final.TrySetResult();
            }
        }
    }

    private void Step(string what, params ReadOnlySpan<(string Name, object Value)> fields) => log.Write(
        NodeEvents.DrainStep,
        what,
        [.. fields, ("elapsed_ms", watchdog.ElapsedMs), ("time_left_ms", watchdog.RemainingMs)]);
}
