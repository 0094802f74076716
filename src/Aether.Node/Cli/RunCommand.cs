using System.CommandLine;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Transport;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Pipeline;

namespace Aether.Node.Cli;

/// <summary>`aether run`: one validator of a chain.</summary>
internal static class RunCommand
{
    // Beyond it a block of transfers is too small to share.
    private const int MostDefaultLanes = 16;
    private const int MostStateMebibytes = 1 << 24;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> genesis = new("--genesis") { Description = "The chain's genesis.toml.", Required = true };
        Option<string?> keys = new("--keys") { Description = "The validator's key file; or name a --signer." };
        Option<string?> signer = new("--signer")
        {
            Description = "The signer process that holds the keys: unix:PATH or tls:HOST:PORT.",
        };
        Option<string?> signerCertificate = new("--signer-cert") { Description = "PEM certificate the signer shows." };
        Option<string?> certificate = new("--client-cert") { Description = "PEM certificate shown to the signer." };
        Option<string?> certificateKey = new("--client-key") { Description = "PEM key of --client-cert." };
        Option<string> data = new("--data") { Description = "Data folder of this node.", Required = true };
        Option<int> port = new("--rpc-port")
        {
            Description = "JSON-RPC port on 127.0.0.1; 0 picks a free one.",
            DefaultValueFactory = _ => 8545,
        };
        Option<int> snapshots = new("--snapshot-rate")
        {
            Description = "Megabytes a second for the snapshot after each epoch in DATA/snapshots; 0 makes none.",
            DefaultValueFactory = _ => 50,
        };
        Option<int> lanes = new("--lanes")
        {
            Description = "Processors that execute a block; 1 executes serially.",
            DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, MostDefaultLanes),
        };
        Option<int> memory = new("--state-memory")
        {
            Description = "MiB of memory that the state may use; the node stops above it. 0: 3/4 of the machine's.",
            DefaultValueFactory = _ => 0,
        };
        PruningOptions pruning = new();
        Command command = new("run", "Run one validator.")
        {
            genesis, keys, data, port, snapshots, lanes, memory,
            signer, signerCertificate, certificate, certificateKey,
        };
        pruning.AddTo(command);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(
            parsed.GetValue(genesis)!,
            parsed.GetValue(keys),
            parsed.GetValue(data)!,
            OptionValue.Within(parsed.GetValue(port), 0, 65_535, "--rpc-port"),
            OptionValue.Within(parsed.GetValue(snapshots), 0, 100_000, "--snapshot-rate"),
            OptionValue.Within(parsed.GetValue(lanes), 1, Core.Limits.Execution.MaxLanes, "--lanes"),
            OptionValue.Within(parsed.GetValue(memory), 0, MostStateMebibytes, "--state-memory"),
            pruning.Read(parsed),
            SignerLink.From(
                parsed.GetValue(signer),
                parsed.GetValue(signerCertificate),
                parsed.GetValue(certificate),
                parsed.GetValue(certificateKey))).ConfigureAwait(false));
        return command;
    }

    // One block in 64 costs twice: under two per cent for a check that never ends.
    private static PipelineOptions PipelineOf(int lanes) => new()
    {
        ExecutionLanes = lanes,
        PinLanes = lanes > 1,
        CheckExecutionEvery = 64,
    };

    private static async Task<ExitCode> RunAsync(
        string genesisPath,
        string? keyPath,
        string dataFolder,
        int port,
        int snapshotRate,
        int lanes,
        int stateMebibytes,
        Retention retention,
        SignerLink? link)
    {
        if ((keyPath is null) == (link is null))
        {
            throw new NodeStartException(
                ExitCode.Usage, "name the keys with --keys FILE or the signer with --signer, one of both.");
        }
        NativeSupport.RequireNode();
        Genesis genesis = GenesisFile.Load(genesisPath);
        if (genesis.Validators.Count != 1)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"this genesis has {genesis.Validators.Count} validators, and this version has no transport between "
                + "processes; use a genesis with one validator, or run several in one process with: aether devnet.");
        }
        using StopSignal signal = new();
        using DataFolderLock folderLock = DataFolderLock.Acquire(dataFolder, "aether run");
        InMemoryNetwork network = new(1);
        ValidatorKeys? own = keyPath is null ? null : ValidatorKeyFile.Load(keyPath);
        NodeHostOptions options = new(genesis, own, keyPath ?? "", dataFolder, network[0], PipelineOf(lanes))
        {
            Retention = retention,
            StateBytes = stateMebibytes == 0 ? null : (long)stateMebibytes << 20,
            Signer = link?.Connect(
                genesis, genesis.Validators[0].BlsKey, dataFolder, text => Console.Error.WriteLine($"aether: {text}")),
        };
        NodeHost node = NodeHost.Open(options);
        await using (node.ConfigureAwait(false))
        {
            if (snapshotRate > 0)
            {
                node.KeepSnapshots(snapshotRate * 1_000_000L, text => Console.Error.WriteLine($"aether: {text}"));
            }
            node.Start();
            Uri rpc = await node.ServeRpcAsync(port, faucet: null).ConfigureAwait(false);
            Console.Error.WriteLine($"JSON-RPC  {rpc.ToString().TrimEnd('/')}");
            Console.Error.WriteLine($"chain     {genesis.ChainId}, genesis {genesis.Hash}");
            await Task.WhenAny(signal.Received, node.Faulted).ConfigureAwait(false);
            await node.StopAsync().ConfigureAwait(false);
            if (node.View.Pipeline.Fault is not { } fault)
            {
                return await signal.Received.ConfigureAwait(false);
            }
            throw new NodeStartException(
                NodeHost.CodeOf(fault), $"the node stopped itself ({fault.Source}): {fault.Reason}");
        }
    }
}
