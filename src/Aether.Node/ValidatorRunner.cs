using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Joining;
using Aether.Node.Networking;
using Aether.Node.Options;
using Aether.Node.Rpc.Methods;
using Aether.Node.Signing;
using Aether.Pipeline;
using Aether.Sdk.Keys;

namespace Aether.Node;

/// <summary>
/// Runs one validator, or a node without keys, until a signal comes, its input ends or it stops itself.
/// </summary>
internal static class ValidatorRunner
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
        using StopSignal signal = new();
        using DataFolderLock folderLock = DataFolderLock.Acquire(options.DataFolder, "aether run");
        using SigningSeed? faucet = OpenFaucet(options, genesis);
        ValidatorKeys? keys = options.KeyPath is null ? null : ValidatorKeyFile.Load(options.KeyPath);
        int? index = observes ? null : IndexOf(options, genesis, keys);
        using ITransport transport = options.FindsPeers
            ? NodePeers.Open(genesis, options, index, keys)
            : NodeLinks.Open(genesis, options, index!.Value);
        using NodeSync? sync = (transport as PeerNetwork) is { } found
            ? NodeSync.Attach(found, genesis, options)
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
        NodeHostOptions host = HostOptions(options, genesis, keys, index, transport) with { Store = store };
        return await RunAsync(options, NodeHost.Open(host), transport, sync, faucet, signal, ends)
            .ConfigureAwait(false);
    }

    private static async Task<ExitCode> RunAsync(
        RunOptions options,
        NodeHost node,
        ITransport transport,
        NodeSync? sync,
        SigningSeed? faucet,
        StopSignal signal,
        Task ends)
    {
        Genesis genesis = node.View.Genesis;
        await using (node.ConfigureAwait(false))
        {
            // Whoever still reads the chain for others ends before it is closed, however this ends.
            using NodeSync? serving = sync;
            if (options.SnapshotRate > 0)
            {
                node.KeepSnapshots(options.SnapshotRate * 1_000_000L, Say);
            }
            RunReport? report = options.Json
                ? new RunReport(Console.OpenStandardOutput(), node.View, transport)
                : null;
            if (report is not null)
            {
                node.View.Pipeline.BlockFinalized += report.OnFinal;
            }
            (transport as PeerLinks)?.Start();
            node.Start();
            if (transport is PeerNetwork network)
            {
                NodePeers.Follow(network, node);
                sync!.Serve(node.View.Store);
            }
            Uri rpc = await node.ServeRpcAsync(options.RpcPort, faucet is null ? null : new Faucet(node.View, faucet))
                .ConfigureAwait(false);
            await node.ServeAdminAsync(Say).ConfigureAwait(false);
            Console.Error.WriteLine($"JSON-RPC  {rpc.ToString().TrimEnd('/')}");
            Console.Error.WriteLine($"chain     {genesis.ChainId}, genesis {genesis.Hash}");
            report?.Ready(rpc);
            await WaitAsync(node, ends, report).ConfigureAwait(false);
            await node.StopAsync().ConfigureAwait(false);
            return node.View.Pipeline.Fault is not { } fault
                ? await CodeOf(signal).ConfigureAwait(false)
                : throw new NodeStartException(
                    NodeHost.CodeOf(fault), $"the node stopped itself ({fault.Source}): {fault.Reason}");
        }
    }

    private static NodeHostOptions HostOptions(
        RunOptions options, Genesis genesis, ValidatorKeys? keys, int? index, ITransport transport) =>
        new(genesis, keys, options.KeyPath ?? "", options.DataFolder, transport, PipelineOf(options.Lanes))
        {
            Retention = options.Retention,
            StateBytes = options.StateBytes,
            SignerIndex = (ushort)(index ?? 0),
            Signer = index is { } own
                ? options.Signer?.Connect(genesis, genesis.Validators[own].BlsKey, options.DataFolder, Say)
                : null,
            Peers = transport as PeerNetwork,
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
    private static PipelineOptions PipelineOf(int lanes) => new()
    {
        ExecutionLanes = lanes,
        PinLanes = lanes > 1,
        CheckExecutionEvery = 64,
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

    private static async Task WaitAsync(NodeHost node, Task ends, RunReport? report)
    {
        Task end = Task.WhenAny(ends, node.Faulted);
        using PeriodicTimer timer = new(s_interval);
        while (!end.IsCompleted)
        {
            report?.Status();
            await Task.WhenAny(end, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false);
        }
    }

    private static async Task<ExitCode> CodeOf(StopSignal signal) => signal.Received.IsCompletedSuccessfully
        ? await signal.Received.ConfigureAwait(false)
        : ExitCode.Success;

    private static void Say(string text) => Console.Error.WriteLine($"aether: {text}");
}
