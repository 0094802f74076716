using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Devnet.Control;
using Aether.Node.Joining;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Networking;
using Aether.Node.Options;
using Aether.Node.Rpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Signing;
using Aether.Node.Telemetry;
using Aether.Pipeline;
using Aether.Sdk.Keys;

namespace Aether.Node;

/// <summary>
/// Runs one validator, or a node without keys, until a signal comes, its input ends or it stops itself.
/// </summary>
internal static partial class ValidatorRunner
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Runs; returns the exit code.</summary>
    public static async Task<ExitCode> RunAsync(RunOptions options)
    {
        bool observes = options.KeyPath is null && options.Signer is null;
        if ((options.KeyPath is not null && options.Signer is not null) || (observes && !options.FindsPeers))
        {
            throw new NodeStartException(
                ExitCode.Usage,
                "name the keys with --keys FILE or the signer with --signer, one of both; a node without keys follows "
                + "a chain whose nodes it finds by --bootstrap.");
        }
        NativeSupport.RequireNode();
        Genesis genesis = GenesisFile.Load(options.GenesisPath);
        NodeLifecycle lifecycle = NewLifecycle();
        using StopSignal signal = new();
        using DataFolderLock folderLock = DataFolderLock.Acquire(options.DataFolder, "aether run");
        TellStale(folderLock);
        using SigningSeed? faucet = OpenFaucet(options, genesis);
        ValidatorKeys? keys = options.KeyPath is null
            ? null
            : ValidatorKeyFile.Load(options.KeyPath, PassphraseSource.Parse(options.KeysPassphrase));
        int? index = observes ? null : IndexOf(options, genesis, keys);
        using ITransport transport = options.FindsPeers
            ? NodePeers.Open(genesis, options, index, keys)
            : NodeLinks.Open(genesis, options, index!.Value);
        using NodeSync? sync = (transport as PeerNetwork) is { } found
            ? NodeSync.Attach(found, genesis, options, lifecycle)
            : null;
        Task ends = EndOf(signal, options.StopWithInput);
        ChainStore? store = null;
        if (sync is not null)
        {
            ((PeerNetwork)transport).Start(TimeProvider.System);
            store = await sync.JoinAsync(ends).ConfigureAwait(false);
            if (store is null)
            {
                keys?.Dispose();
                return await CodeOf(signal).ConfigureAwait(false);
            }
        }
        NodeHostOptions host = HostOptions(options, genesis, keys, index, transport) with
        {
            Store = store,
            Lifecycle = lifecycle,
        };
        (ExitCode code, Reverting? reverting) = await RunOnceAsync(
            options, NodeHost.Open(host), transport, sync, faucet, signal, ends, null).ConfigureAwait(false);
        return reverting is null
            ? code
            : await RunFromSnapshotsAsync(options, genesis, reverting, faucet, signal, ends).ConfigureAwait(false);
    }

    // Until something ends the node; then its exit code, or what the chain is put back behind.
    private static async Task<(ExitCode Code, Reverting? Next)> RunOnceAsync(
        RunOptions options,
        NodeHost node,
        ITransport transport,
        NodeSync? sync,
        SigningSeed? faucet,
        StopSignal signal,
        Task ends,
        Reverting? before)
    {
        if (before is not null)
        {
            options = InTheSamePlaces(options, before.Endpoints);
        }
        await using (node.ConfigureAwait(false))
        {
            // Whoever still reads the chain for others ends before it is closed, however this ends.
            using NodeSync? serving = sync;
            RunReport? report = options.Json
                ? new RunReport(Console.OpenStandardOutput(), node.View, transport)
                : null;
            if (report is not null)
            {
                node.View.Pipeline.BlockFinalized += report.OnFinal;
            }
            node.View.Telemetry.ConfigHash = options.Config?.Fingerprint() ?? "none";
            await MeasureAsync(options, node.View.Telemetry).ConfigureAwait(false);
            node.View.Telemetry.Record(options.DataFolder, NodeLog.Shared);
            FirstFinalBlock.Tell(node, NodeLog.Shared);
            (transport as PeerLinks)?.Start();
            node.Start();
            if (transport is PeerNetwork network)
            {
                NodePeers.Follow(network, node);
                sync!.Serve(node.View.Store);
            }
            NodeEndpoints endpoints = await ServeAsync(options, node, faucet, before).ConfigureAwait(false);
            report?.Ready(new Uri(endpoints.Rpc!));
            NodeWatch watch = new(node, options, NodeLog.Shared);
            await watch.RunAsync(ends, report, s_interval).ConfigureAwait(false);
            if (IsReverted(node, watch, ends))
            {
                return (ExitCode.Success, await EndForRevertAsync(node, endpoints).ConfigureAwait(false));
            }
            node.Control?.EndReverts();
            using DrainWatchdog watchdog = new(
                options.ShutdownTimeout, TimeProvider.System, NodeLog.Shared, code => Environment.Exit((int)code));
            serving?.Dispose();
            await new NodeDrain(node, NodeLog.Shared, watchdog).RunAsync(watch.WhyStopped).ConfigureAwait(false);
            EndpointsFile.Remove(options.DataFolder);
            NodeLog.Shared.Write(NodeEvents.Stopped, "stopped", ("elapsed_ms", watchdog.ElapsedMs));
            return node.View.Pipeline.Fault is not { } fault
                ? (watch.ExitCode ?? await CodeOf(signal).ConfigureAwait(false), null)
                : throw new NodeStartException(
                    NodeHost.CodeOf(fault), $"the node stopped itself ({fault.Source}): {fault.Reason}");
        }
    }

    private static async Task<NodeEndpoints> ServeAsync(
        RunOptions options, NodeHost node, SigningSeed? faucet, Reverting? before)
    {
        Faucet? giving = faucet is null ? null : new Faucet(node.View, faucet);
        RpcServerOptions budgets = RpcServerOptions.From(options.RpcBudget, options.RpcBurst);
        Uri rpc = before is not null
            ? node.ServeRpc(before.Server, giving)
            : await node.ServeRpcAsync(options.RpcPort, giving, budgets).ConfigureAwait(false);
        await node.ServeAdminAsync().ConfigureAwait(false);
        Uri? firehose = options.FirehosePort is { } port
            ? await node.ServeFirehoseAsync(port, orOther: !options.IsFirehosePortNamed, options.FirehoseAccess)
                .ConfigureAwait(false)
            : null;
        NodeEndpoints endpoints = new()
        {
            Rpc = rpc.ToString(),
            Metrics = node.View.Telemetry.Address?.ToString(),
            Firehose = firehose?.ToString().TrimEnd('/'),
            Admin = node.AdminPath,
        };
        EndpointsFile.Write(options.DataFolder, endpoints);
        if (before is null)
        {
            RunBanner.Show(node, options, endpoints, NodeLog.Shared);
        }
        else
        {
            TellReverted(before);
        }
        options.OnReady?.Invoke(endpoints);
        return endpoints;
    }

    private static async Task MeasureAsync(RunOptions options, NodeTelemetry telemetry)
    {
        if (options.MetricsPort is { } port)
        {
            await telemetry.ServeAsync(port, orAnother: !options.IsMetricsPortNamed).ConfigureAwait(false);
        }
        if (options.Traces is { } traces)
        {
            telemetry.Export(traces);
        }
    }

    private static NodeLifecycle NewLifecycle()
    {
        NodeLifecycle lifecycle = new(TimeProvider.System);
        lifecycle.Entered += phase =>
            NodeLog.Shared.Write(NodeEvents.PhaseBegan, $"phase {PhaseNames.Of(phase)}", ("age_ms", ProcessAge.Ms));
        return lifecycle;
    }

    private static void TellStale(DataFolderLock folderLock)
    {
        if (folderLock.Stale is { } holder)
        {
            NodeLog.Shared.Write(
                NodeEvents.StaleLock,
                "the process before did not end cleanly; its lock is taken over and the log is read again",
                ("pid", holder.Pid),
                ("host", holder.Host),
                ("since", holder.Since),
                ("version", holder.Version));
        }
    }

    private static NodeHostOptions HostOptions(
        RunOptions options, Genesis genesis, ValidatorKeys? keys, int? index, ITransport transport) =>
        new(genesis, keys, options.KeyPath ?? "", options.DataFolder, transport, PipelineOf(options, genesis))
        {
            Retention = options.Retention,
            StateBytes = options.StateBytes,
            KeepsIndex = options.KeepsIndex,
            SignerIndex = (ushort)(index ?? 0),
            Signer = index is { } own
                ? options.Signer?.Connect(
                    genesis,
                    genesis.Validators[own].BlsKey,
                    options.DataFolder,
                    text => NodeLog.Shared.Write(NodeEvents.Signer, text))
                : null,
            Peers = transport as PeerNetwork,
            Snapshots = options.Snapshots,
            Clock = options.IsDevelopment && transport.PeerCount == 1 ? new DevClock(TimeProvider.System) : null,
            Config = options.Config,
            Proposals = options.Proposals,
        };

    private static int IndexOf(RunOptions options, Genesis genesis, ValidatorKeys? keys)
    {
        int count = genesis.Validators.Count;
        int index = keys is null ? options.Validator ?? 0 : genesis.Validators.IndexOf(keys.Address);
        if (keys is null && options.Validator is null && count > 1)
        {
            throw new NodeStartException(
                ExitCode.Usage, $"the genesis has {count} validators: name the one of --signer with --validator.");
        }
        return index >= 0 && index < count
            ? index
            : throw new NodeStartException(
                ExitCode.Usage, "the keys are not those of a validator of this genesis; check --keys and --genesis.");
    }

    // One block in 64 costs twice: under two per cent for a check that never ends.
    private static PipelineOptions PipelineOf(RunOptions options, Genesis genesis) => new()
    {
        ExecutionLanes = options.Lanes,
        PinLanes = options.Lanes > 1 && !options.IsDevelopment,
        CheckExecutionEvery = 64,
        // Nobody else claims a slot of a chain with one validator.
        Timing = options.IsDevelopment
            ? ConsensusTiming.ForSlot(genesis.Parameters.SlotMs) with { ClaimMs = 0 }
            : null,
    };

    private static SigningSeed? OpenFaucet(RunOptions options, Genesis genesis)
    {
        if (options.FaucetKeyPath is not { } path)
        {
            return null;
        }
        return Faucet.IsAllowedOn(genesis.ChainId)
            ? KeyFile.Open(path, KeyFile.Read(path), password: null)
            : throw new NodeStartException(
                ExitCode.Usage, $"--faucet-key is for chains named aether-dev, not {genesis.ChainId}.");
    }

    private static Task EndOf(StopSignal signal, bool stopWithInput)
    {
        // Only the input's end means something: whatever comes before is dropped, not held.
        return stopWithInput
            ? Task.WhenAny(signal.Received, Task.Run(() => Console.OpenStandardInput().CopyTo(Stream.Null)))
            : signal.Received;
    }

    private static async Task<ExitCode> CodeOf(StopSignal signal) => signal.Received.IsCompletedSuccessfully
        ? await signal.Received.ConfigureAwait(false)
        : ExitCode.Success;
}
