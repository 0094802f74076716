using System.CommandLine;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether run`: one node of a chain.</summary>
internal static class RunCommand
{
    // Beyond it a block of transfers is too small to share.
    private const int MostDefaultLanes = 16;
    private const int MostStateMebibytes = 1 << 24;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> genesis = new("--genesis") { Description = "The chain's genesis.toml.", Required = true };
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
        Option<ProposalForm> proposals = new("--proposals")
        {
            Description = "How own proposals are sent: long ones as shreds with many validators, always, or never.",
        };
        Option<bool> json = new("--json")
        {
            Description = "Write a JSON line for each final block and each second on standard output.",
        };
        Option<bool> stdin = new("--stop-with-stdin")
        {
            Description = "Stop when standard input ends, as a child of the process that writes to it.",
        };
        SignerOptions signer = new();
        PeerOptions peers = new();
        PruningOptions pruning = new();
        Command command = new("run", "Run one validator, or a node without keys that follows the chain.")
        {
            genesis, data, port, snapshots, lanes, memory, proposals, json, stdin,
        };
        signer.AddTo(command);
        peers.AddTo(command);
        pruning.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            int mebibytes = OptionValue.Within(parsed.GetValue(memory), 0, MostStateMebibytes, "--state-memory");
            RunOptions options = new(
                parsed.GetValue(genesis)!,
                signer.ReadKeys(parsed),
                parsed.GetValue(data)!,
                OptionValue.Within(parsed.GetValue(port), 0, 65_535, "--rpc-port"))
            {
                Signer = signer.ReadSigner(parsed),
                Validator = signer.ReadValidator(parsed),
                SnapshotRate = OptionValue.Within(parsed.GetValue(snapshots), 0, 100_000, "--snapshot-rate"),
                Lanes = OptionValue.Within(parsed.GetValue(lanes), 1, Core.Limits.Execution.MaxLanes, "--lanes"),
                StateBytes = mebibytes == 0 ? null : (long)mebibytes << 20,
                Retention = pruning.Read(parsed),
                Proposals = parsed.GetValue(proposals),
                Json = parsed.GetValue(json),
                StopWithInput = parsed.GetValue(stdin),
            };
            return (int)await ValidatorRunner.RunAsync(peers.Read(parsed, options)).ConfigureAwait(false);
        });
        return command;
    }
}
