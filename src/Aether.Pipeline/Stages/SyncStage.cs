using Aether.Execution.Storage;
using Aether.Network.Transport;
using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Waits for the disk in place of others: one sync for the commits that the execution thread began, and for the pending
/// block that the consensus thread wrote while that syncs its safety record.
/// </summary>
internal sealed class SyncStage(ChainStore store, WakeSignal executeSignal) : IStageLoop
{
    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new("sync", ["SyncStage"]);

    /// <inheritdoc/>
    public bool TryRun()
    {
        bool waits = !store.IsSynced;
        if (waits)
        {
            Meter.Take(0);
            store.Sync();
        }
        // Also when another thread synced first, for a record of its own: it does not know of the commits it served.
        executeSignal.Set();
        return waits;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;
}
