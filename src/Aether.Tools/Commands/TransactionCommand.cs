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
        Command show = table.Define(
            "tx",
            "Show a transaction and, once it is included, its receipt.",
            ["aetherctl tx 0x...", "aetherctl tx 0x... --field receipt.height"],
            (context, cancellation) =>
                RunAsync(context, Inputs.Hash(context.Arguments.GetRequiredValue(hash)), cancellation),
            hash);
        show.Subcommands.Add(CreateWait(table));
        return show;
    }

    private static Command CreateWait(CommandTable table)
    {
        Argument<string> hash = new("HASH") { Description = "Transaction hash" };
        SendOptions send = new();
        return table.Define(
            "wait",
            "Wait for a transaction that was sent before; what is unknown may still come.",
            ["aetherctl tx wait 0x...", "aetherctl tx wait 0x... --wait included --timeout 2m"],
            (context, cancellation) =>
            {
                (WaitLevel Level, TimeSpan) wait = send.Read(context);
                return wait.Level == WaitLevel.None
                    ? throw new CliException(
                        ExitCode.Usage, ErrorCode.Usage, "--wait none waits for nothing",
                        "this command does nothing but wait", "give --wait included or --wait final")
                    : SendOptions.FollowAsync(
                        context, Inputs.Hash(context.Arguments.GetRequiredValue(hash)), wait, [], cancellation);
            },
            hash,
            send.Wait,
            send.Timeout);
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, Hash256 hash, CancellationToken cancellation)
    {
        JsonElement? transaction = await context.Client.GetTransactionAsync(hash, cancellation).ConfigureAwait(false);
        ReceiptInfo? receipt = await context.Client.GetReceiptAsync(hash, false, cancellation).ConfigureAwait(false);
        if (transaction is null && receipt is null)
        {
            throw await MissingAsync(context.Client, hash, cancellation).ConfigureAwait(false);
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

    // The node remembers for a while how a transaction left its mempool without a block.
    private static async Task<CliException> MissingAsync(
        AetherClient client, Hash256 hash, CancellationToken cancellation)
    {
        TransactionStatusInfo? status = await client.GetTransactionStatusAsync(hash, cancellation)
            .ConfigureAwait(false);
        string when = status?.View is { } view ? $" in view {Show.Number(view)}" : "";
        (string what, string why, string hint) = status?.Status switch
        {
            "expired" => ($"transaction {hash} expired{when}", "no block can hold it any more; nothing was charged",
                "build and send it again"),
            "replaced" => ($"transaction {hash} was replaced{when}",
                "a better bid with the same nonce or input took its place", "look for the other transaction"),
            "evicted" or "dropped" => ($"transaction {hash} was {status.Status}{when}",
                "the mempool was full, or it lost what it builds on or pays with; another node may still hold it",
                "look again after it has expired, then build and send it again"),
            _ => ($"no transaction {hash}", "the node has it neither in a block nor in its mempool",
                "check the hash and --rpc; a transaction that expired long ago is forgotten"),
        };
        return new CliException(ExitCode.NotFound, ErrorCode.NotFound, what, why, hint);
    }
}
