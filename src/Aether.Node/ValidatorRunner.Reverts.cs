using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Network.Transport;
using Aether.Node.Devnet.Control;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Rpc;
using Aether.Node.Signing;

namespace Aether.Node;

/// <content>A chain for development that is put back to a snapshot: another node in the same process.</content>
internal static partial class ValidatorRunner
{
    /// <summary>How a node ended that a chain is put back behind.</summary>
    /// <param name="Revert">Where to; who asked for it waits.</param>
    /// <param name="Server">Serves JSON-RPC, and lets its clients wait.</param>
    /// <param name="Endpoints">Where its servers were.</param>
    private sealed record Reverting(DevRevert Revert, RpcServer Server, NodeEndpoints Endpoints);

    private static bool IsReverted(NodeHost node, NodeWatch watch, Task ends) =>
        node.Control?.RevertAsked.IsCompletedSuccessfully == true
        && watch.ExitCode is null && !ends.IsCompleted && node.View.Pipeline.Fault is null;

    // Its clients wait from here on; the files are nobody's when this returns.
    private static async Task<Reverting> EndForRevertAsync(NodeHost node, NodeEndpoints endpoints)
    {
        DevRevert revert = await node.Control!.RevertAsked.ConfigureAwait(false);
        RpcServer server = await node.GiveRpcAsync().ConfigureAwait(false);
        await node.DisposeAsync().ConfigureAwait(false);
        return new Reverting(revert, server, endpoints);
    }

    // Runs the chain from the snapshot on, and from the next one, until the node ends.
    private static async Task<ExitCode> RunFromSnapshotsAsync(
        RunOptions options, Genesis genesis, Reverting reverting, SigningSeed? faucet, StopSignal signal, Task ends)
    {
        while (true)
        {
            NodeHost node;
            ITransport transport;
            try
            {
                options.Snapshots!.Restore(reverting.Revert.Snapshot);
                ValidatorKeys keys = ValidatorKeyFile.Load(
                    options.KeyPath!, PassphraseSource.Parse(options.KeysPassphrase));
                int index = IndexOf(options, genesis, keys);
                transport = Networking.NodeLinks.Open(genesis, options, index);
                node = NodeHost.Open(HostOptions(options, genesis, keys, index, transport) with
                {
                    Lifecycle = NewLifecycle(),
                    Clock = ClockOf(reverting.Revert.Snapshot),
                });
            }
            catch (Exception error)
            {
                reverting.Revert.Refuse(new DevSnapshotException("the node did not start again: " + error.Message));
                await reverting.Server.DisposeAsync().ConfigureAwait(false);
                throw error is DevSnapshotException
                    ? new NodeStartException(ExitCode.Storage, error.Message + ".")
                    : error;
            }
            using (transport)
            {
                Task<(ExitCode Code, Reverting? Next)> run = RunOnceAsync(
                    options, node, transport, null, faucet, signal, ends, reverting);
                await Task.WhenAny(run).ConfigureAwait(false);
                // Nobody waits any more where the node served its clients again.
                reverting.Revert.Refuse(new DevSnapshotException("the node did not start again"));
                (ExitCode code, Reverting? next) = await run.ConfigureAwait(false);
                if (next is null)
                {
                    return code;
                }
                reverting = next;
            }
        }
    }

    // As far ahead of the real one as it was then: what tests put forward is undone with the rest.
    private static DevClock ClockOf(DevSnapshot snapshot)
    {
        DevClock clock = new(TimeProvider.System);
        if (snapshot.OffsetMs > 0)
        {
            clock.Advance(TimeSpan.FromMilliseconds(snapshot.OffsetMs));
        }
        if (!snapshot.Automine)
        {
            clock.Stop();
        }
        return clock;
    }

    // The servers of before, in the same places as far as they are free.
    private static RunOptions InTheSamePlaces(RunOptions options, NodeEndpoints before) => options with
    {
        MetricsPort = PortOf(before.Metrics),
        FirehosePort = PortOf(before.Firehose),
        OnReady = null,
    };

    private static int? PortOf(string? address) => address is null ? null : new Uri(address).Port;

    private static void TellReverted(Reverting reverting)
    {
        DevSnapshot snapshot = reverting.Revert.Snapshot;
        NodeLog.Shared.Write(
            NodeEvents.Reverted,
            "the chain is back at a snapshot",
            ("snapshot", snapshot.Id),
            ("height", snapshot.Height));
        reverting.Revert.Finish();
    }
}
