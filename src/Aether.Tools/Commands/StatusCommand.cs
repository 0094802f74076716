using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
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
        NodeInfo node = await client.GetNodeInfoAsync(cancellation).ConfigureAwait(false);
        ulong slot = await client.GetSlotNumberAsync(cancellation).ConfigureAwait(false);
        HeaderInfo head = await HeaderAsync(client, BlockTag.Latest, cancellation).ConfigureAwait(false);
        HeaderInfo final = await HeaderAsync(client, BlockTag.Finalized, cancellation).ConfigureAwait(false);
        MempoolInfo mempool = await client.GetMempoolAsync(cancellation).ConfigureAwait(false);
        JsonObject data = new()
        {
            ["endpoint"] = client.Endpoint.ToString(),
            ["name"] = node.Name,
            ["version"] = node.Version,
            ["chainId"] = node.ChainId,
            ["genesisHash"] = node.GenesisHash.ToString(),
            ["epoch"] = node.Epoch,
            ["validatorIndex"] = node.ValidatorIndex,
            ["slot"] = slot,
            ["height"] = head.Height,
            ["finalizedHeight"] = final.Height,
            ["finalizedHash"] = final.Hash.ToString(),
            ["mempoolTransactions"] = mempool.Transactions,
        };
        return new CommandResult(data,
        [
            ("endpoint", client.Endpoint.ToString()),
            ("node", $"{node.Name} {node.Version}"),
            ("chain", $"{node.ChainId} {node.GenesisHash}"),
            ("epoch", node.Epoch is { } epoch ? Show.Number(epoch) : "not told"),
            ("slot", Show.Number(slot)),
            ("height", Show.Number(head.Height)),
            ("final", $"{Show.Number(final.Height)} {final.Hash}"),
            ("mempool", $"{Show.Number(mempool.Transactions)} transactions"),
        ]);
    }

    private static async Task<HeaderInfo> HeaderAsync(
        AetherClient client, BlockTag tag, CancellationToken cancellation) =>
        await client.GetHeaderAsync(tag, cancellation).ConfigureAwait(false)
            ?? throw new EndpointException($"the node has no {tag} block");
}
