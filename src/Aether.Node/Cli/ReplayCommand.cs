using System.CommandLine;
using Aether.Execution.Storage;
using Aether.Node.Options;
using Aether.Node.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Cli;

/// <summary>`aether replay`: executes stored blocks again.</summary>
internal static class ReplayCommand
{
    private const string Description = """
        Execute the final blocks of a stopped node again and compare what they give with their headers.

        It starts from the nearest state below --from: one that the store keeps (--pruning archive or full), a snapshot
        in DATA/snapshots, or the genesis. Blocks between that state and --from are executed too. The state is built
        anew in memory.

        Examples:
          aether replay --data node-0 --genesis genesis.toml --from 1 --to 5000 --compare-root
          aether replay --data node-0 --genesis genesis.toml --from 4000 --to 5000 --json

        Exit codes: 0 equal; 2 no such block or chain; 8 the node runs; 9 a block gives something else; 74 damaged.
        """;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> data = StoppedNode.DataOption();
        Option<string> genesis = StoppedNode.GenesisOption();
        Option<ulong> from = new("--from") { Description = "First height.", DefaultValueFactory = _ => 1 };
        Option<ulong?> to = new("--to") { Description = "Last height; the final head unless given." };
        Option<bool> compare = new("--compare-root")
        {
            Description = "Also compare the last root with the state the store holds, when --to is the final head.",
        };
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Command command = new("replay", Description) { data, genesis, from, to, compare, json };
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            using StoppedNode node = StoppedNode.Take(
                parsed.GetValue(data)!, parsed.GetValue(genesis)!, "aether replay");
            using ChainStore chain = node.OpenChain();
            ulong final = chain.FinalizedHeader.Height;
            ulong first = parsed.GetValue(from);
            ulong last = parsed.GetValue(to) ?? final;
            if (first < 1 || first > last || last > final)
            {
                throw new NodeStartException(
                    ExitCode.Usage, $"--from and --to are heights from 1 to the final head, {final}.");
            }
            ReplayStart start = new(
                node.Genesis, chain, node.DataFolder, text => Console.Error.WriteLine($"aether: {text}"));
            return Run(start, chain, first, last, parsed.GetValue(compare), values);
        }));
        return command;
    }

    private static CommandOutcome Run(
        ReplayStart start, ChainStore chain, ulong first, ulong last, bool compare, List<(string, object)> values)
    {
        using ChainReplay replay = start.Open(first, out string source);
        ulong begun = replay.Height;
        string? difference = null;
        while (difference is null && replay.Height < last)
        {
            difference = replay.Next();
        }
        values.Add(("started_from", source));
        values.Add(("blocks_executed", replay.Height - begun));
        values.Add(("from", first));
        values.Add(("to", last));
        values.Add(("executed_up_to", replay.Height));
        values.Add(("state_root", replay.StateRoot.ToString()));
        bool isHead = replay.Height == chain.FinalizedHeader.Height;
        if (difference is null && compare && isHead && replay.StateRoot != chain.FinalizedState.Root)
        {
            difference = $"the store holds the state root {chain.FinalizedState.Root}";
        }
        return difference is null
            ? CommandOutcome.Success
            : new CommandOutcome(ExitCode.Verification, "AE-9006", difference + ".");
    }
}
