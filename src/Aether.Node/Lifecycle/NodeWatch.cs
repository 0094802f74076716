using Aether.Node.Logging;
using Aether.Node.Networking;
using Aether.Node.Options;

namespace Aether.Node.Lifecycle;

/// <summary>Looks after a running node once a second: its report, its disk.</summary>
internal sealed class NodeWatch
{
    private readonly NodeHost _node;
    private readonly RunOptions _options;
    private readonly NodeLog _log;
    private readonly DiskGuard _disk;

    /// <summary>Begins.</summary>
    /// <param name="node">The node.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="log">Told what changes.</param>
    /// <param name="probe">The disk; null for that of the data folder.</param>
    public NodeWatch(NodeHost node, RunOptions options, NodeLog log, IDiskProbe? probe = null)
    {
        _node = node;
        _options = options;
        _log = log;
        _disk = new DiskGuard(probe ?? new FolderDisk(options.DataFolder), options.Disk, log);
        node.Health.Add("disk", _disk.Check);
    }

    /// <summary>The exit code when the node is stopped for its disk; else null.</summary>
    public ExitCode? ExitCode { get; private set; }

    /// <summary>Why <see cref="RunAsync"/> returned, for the log.</summary>
    public string WhyStopped { get; private set; } = "a signal, or the end of the input";

    /// <summary>Looks until something ends the node.</summary>
    /// <param name="ends">A signal or the end of the input.</param>
    /// <param name="report">Written at each look; null for none.</param>
    /// <param name="interval">Between looks.</param>
    public async Task RunAsync(Task ends, RunReport? report, TimeSpan interval)
    {
        Task reverted = _node.Control?.RevertAsked ?? (Task)_node.Faulted;
        Task end = Task.WhenAny(ends, _node.Faulted, reverted);
        using PeriodicTimer timer = new(interval);
        while (!end.IsCompleted)
        {
            report?.Status();
            LookAtChain();
            await LookAtDiskAsync().ConfigureAwait(false);
            if (ExitCode is not null)
            {
                WhyStopped = "the disk is nearly full";
                return;
            }
            await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
        }
        if (_node.Faulted.IsCompleted)
        {
            WhyStopped = "the node stopped itself";
        }
    }

    private void LookAtChain()
    {
        if (!_node.HasPeers || _node.Lifecycle.Phase >= NodePhase.Running)
        {
            return;
        }
        bool alone = _node.ConnectedPeers == 0;
        _node.Lifecycle.Enter(alone ? NodePhase.Peering
            : NodeHealthChecks.IsBehind(_node.View) ? NodePhase.CatchingUp
            : NodePhase.Running);
    }

    private async Task LookAtDiskAsync()
    {
        switch (_disk.Look())
        {
            case DiskLevel.Full:
                ExitCode = Options.ExitCode.Storage;
                break;
            case DiskLevel.Paused:
                await _node.EndSnapshotsAsync().ConfigureAwait(false);
                break;
            default:
                if (_options.SnapshotRate > 0)
                {
                    _node.KeepSnapshots(
                        _options.SnapshotRate * 1_000_000L, text => _log.Write(NodeEvents.Snapshot, text));
                }
                break;
        }
    }
}
