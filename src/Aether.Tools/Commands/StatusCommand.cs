using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`status`: is the node there, which chain, how far.</summary>
internal static class StatusCommand
{
    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table) => table.Define(
        "status",
        "Show a node's chain, its height and what is final.",
        ["aetherctl status", "aetherctl status --rpc http://127.0.0.1:8545 --field finalizedHeight"],
        RunAsync);

    private static async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        AetherClient client = context.Client;
        NodeOverview node = await client.GetOverviewAsync(cancellation).ConfigureAwait(false);
        JsonObject data = new()
        {
            ["endpoint"] = client.Endpoint.ToString(),
            ["name"] = node.Name,
            ["version"] = node.Version,
            ["chainId"] = node.ChainId,
            ["genesisHash"] = node.GenesisHash.ToString(),
            ["epoch"] = node.Epoch,
            ["validatorIndex"] = node.ValidatorIndex,
            ["slot"] = node.Slot,
            ["height"] = node.Height,
            ["finalizedHeight"] = node.FinalizedHeight,
            ["finalizedHash"] = node.FinalizedHash.ToString(),
            ["mempoolTransactions"] = node.MempoolTransactions,
        };
        return new CommandResult(data,
        [
            ("endpoint", client.Endpoint.ToString()),
            ("node", $"{node.Name} {node.Version}"),
            ("chain", $"{node.ChainId} {node.GenesisHash}"),
            ("epoch", node.Epoch is { } epoch ? Show.Number(epoch) : "not told"),
            ("slot", Show.Number(node.Slot)),
            ("height", Show.Number(node.Height)),
            ("final", $"{Show.Number(node.FinalizedHeight)} {node.FinalizedHash}"),
            ("mempool", $"{Show.Number(node.MempoolTransactions)} transactions"),
        ]);
    }
}
