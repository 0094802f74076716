using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Node.Cli;
using Aether.Node.Halting;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Storage;

namespace Aether.Node.Joining;

/// <summary>What a node fetches from the peers that it finds, and what it gives them.</summary>
/// <remarks><b>Ownership</b>: ends before the chain and the network do.</remarks>
internal sealed class NodeSync : IDisposable
{
    private readonly RunOptions _options;
    private readonly JoinWorker _join;
    private readonly SyncServing _serving = new(TimeProvider.System);

    private NodeSync(RunOptions options, JoinWorker join)
    {
        _options = options;
        _join = join;
    }

    /// <summary>Adds both to a network that has not begun.</summary>
    public static NodeSync Attach(
        PeerNetwork network, Genesis genesis, RunOptions options, NodeLifecycle lifecycle)
    {
        JoinReport report = new(options.Json ? Console.OpenStandardOutput() : null, lifecycle);
        JoinOptions join = new(
            genesis,
            options.DataFolder,
            () => NodeStore.Open(options.DataFolder, genesis, options.Retention, options.StateBytes))
        {
            AcceptsExpiredTrust = options.AcceptsExpiredTrust,
            Lanes = options.Lanes,
            Log = report.Say,
        };
        NodeSync sync = new(options, new JoinWorker(join, report.Show));
        network.Add(sync._join);
        network.Add(sync._serving);
        return sync;
    }

    /// <summary>Brings the data folder near to the peers' newest block. The network runs.</summary>
    /// <param name="stop">Ends it early; another run goes on.</param>
    /// <returns>The chain, which is the caller's; null when it was stopped.</returns>
    /// <exception cref="NodeStartException">It cannot go on; the message says why and what to do.</exception>
    public async Task<ChainStore?> JoinAsync(Task stop)
    {
        ConflictFile.RequireNone(_options.DataFolder);
        _join.Start();
        Task<string?> ended = _join.Ended;
        await Task.WhenAny(ended, stop).ConfigureAwait(false);
        if (!ended.IsCompleted)
        {
            return null;
        }
        return await ended.ConfigureAwait(false) is { } failure
            ? throw new NodeStartException(ExitCode.Refused, failure + ".")
            : _join.Session.TakeStore();
    }

    /// <summary>Begins to answer peers from the chain.</summary>
    public void Serve(ChainStore chain) =>
        _serving.Start(chain, Path.Combine(_options.DataFolder, SnapshotOptions.FolderName));

    /// <summary>Stops both.</summary>
    public void Dispose()
    {
        _serving.Dispose();
        _join.Dispose();
    }
}
