using System.CommandLine;
using Aether.Execution.Storage;
using Aether.Node.Options;
using Aether.Node.Storage;

namespace Aether.Node.Cli;

/// <summary>`aether rollback`: drops blocks that are not final.</summary>
internal static class RollbackCommand
{
    private const string Description = """
        Drop the blocks above a height from a stopped node. Only blocks that are not final: a final block is never
        undone. The safety log stays, so a validator still signs nothing that contradicts what it signed.

        Example:
          aether rollback --data node-0 --genesis genesis.toml --to 1200

        Exit codes: 0 done; 2 the height is below the final head; 8 the node runs; 74 damaged.
        """;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> data = StoppedNode.DataOption();
        Option<string> genesis = StoppedNode.GenesisOption();
        Option<ulong> to = new("--to") { Description = "Last height to keep.", Required = true };
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Command command = new("rollback", Description) { data, genesis, to, json };
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            using StoppedNode node = StoppedNode.Take(
                parsed.GetValue(data)!, parsed.GetValue(genesis)!, "aether rollback");
            using ChainStore chain = node.OpenChain();
            ulong final = chain.FinalizedHeader.Height;
            ulong height = parsed.GetValue(to);
            if (height < final)
            {
                throw new NodeStartException(
                    ExitCode.Usage, $"block {final} is final and is not undone; --to is {final} or more.");
            }
            int dropped = chain.DropPendingAbove(height);
            values.Add(("final_height", final));
            values.Add(("dropped_blocks", dropped));
            values.Add(("kept_pending_blocks", chain.LoadPending().Count));
            return CommandOutcome.Success;
        }));
        return command;
    }
}
