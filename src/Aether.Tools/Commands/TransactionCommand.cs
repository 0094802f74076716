using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`tx`: a transaction and its receipt.</summary>
internal static class TransactionCommand
{
    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> hash = new("HASH") { Description = "Transaction hash" };
        return table.Define(
            "tx",
            "Show a transaction and, once it is included, its receipt.",
            ["aetherctl tx 0x...", "aetherctl tx 0x... --field receipt.height"],
            (context, cancellation) =>
                RunAsync(context, Inputs.Hash(context.Arguments.GetRequiredValue(hash)), cancellation),
            hash);
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, Hash256 hash, CancellationToken cancellation)
    {
        JsonElement? transaction = await context.Client.GetTransactionAsync(hash, cancellation).ConfigureAwait(false);
        ReceiptInfo? receipt = await context.Client.GetReceiptAsync(hash, false, cancellation).ConfigureAwait(false);
        if (transaction is null && receipt is null)
        {
            throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no transaction {hash}",
                "the node has it neither in a block nor in its mempool",
                "check the hash and --rpc; a transaction that expired was never included");
        }
        CommandResult? shown = receipt is null ? null : Show.Receipt(receipt);
        JsonObject data = new()
        {
            ["transaction"] = transaction is { } found ? JsonNode.Parse(found.GetRawText()) : null,
            ["receipt"] = shown?.Data,
        };
        return new CommandResult(
            data, shown?.Lines ?? [("transaction", hash.ToString()), ("status", "pending")]);
    }
}
