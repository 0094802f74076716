using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>What every sending command shares: how long to follow the transaction, and what its end means.</summary>
internal sealed class SendOptions
{
    /// <summary>How far to wait.</summary>
    public Option<string> Wait { get; } = new("--wait")
    {
        Description = "Wait until the transaction is: none, included, final",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => "final",
    };

    /// <summary>How long to wait.</summary>
    public Option<string> Timeout { get; } = new("--timeout")
    {
        Description = "Longest wait, such as 30s or 2m; after it the outcome is unknown (exit 7)",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "60s",
    };

    /// <summary>Whether to try instead of to send.</summary>
    public Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Try it on the node's newest state and show costs, effects and accesses; send nothing",
    };

    /// <summary>Reads both options before anything is sent.</summary>
    public (WaitLevel Level, TimeSpan Timeout) Read(CommandContext context) =>
        (Inputs.Wait(context.Arguments.GetRequiredValue(Wait)),
            Inputs.Timeout(context.Arguments.GetRequiredValue(Timeout)));

    /// <summary>Follows a sent transaction.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="hash">Which transaction.</param>
    /// <param name="wait">What <see cref="Read"/> gave.</param>
    /// <param name="more">Further members of the data.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public static async Task<CommandResult> FollowAsync(
        CommandContext context,
        Hash256 hash,
        (WaitLevel Level, TimeSpan Timeout) wait,
        (string Name, JsonNode Value)[] more,
        CancellationToken cancellation)
    {
        if (wait.Level == WaitLevel.None)
        {
            return Show.Hash(hash, more);
        }
        string awaited = wait.Level == WaitLevel.Final ? "final" : "included";
        context.Printer.Note($"waiting until {hash} is {awaited}");
        try
        {
            ReceiptInfo receipt = await context.Client
                .WaitForReceiptAsync(hash, wait.Level, wait.Timeout, cancellation).ConfigureAwait(false);
            return receipt.Status == 0 ? Show.Receipt(receipt, more) : throw Failed(receipt, more);
        }
        catch (TransactionExpiredException expired)
        {
            throw new CliException(
                ExitCode.Refused, ErrorCode.ForRefusal(-33006), expired.Message,
                "no block can hold it any more; nothing was charged", "build and send it again")
            {
                Partial = Show.Hash(hash, more),
            };
        }
        catch (ReceiptTimeoutException timeout)
        {
            throw Unknown(hash, more, $"timed out: {timeout.Message}", "the chain may be slow or stopped");
        }
        catch (Exception error) when (error is EndpointException or RpcErrorException)
        {
            // The transaction is out: an error of its own would hide that, and its hash.
            throw Unknown(hash, more, $"lost the node while waiting: {error.Message}", "the node stopped or failed");
        }
    }

    private static CliException Unknown(
        Hash256 hash, (string Name, JsonNode Value)[] more, string what, string why) => new(
        ExitCode.TimedOut, ErrorCode.TimedOut, what,
        $"{why}; the transaction can still be included until it expires", $"aetherctl tx wait {hash}")
        {
            Partial = Show.Hash(hash, more),
        };

    private static CliException Failed(ReceiptInfo receipt, (string Name, JsonNode Value)[] more) => new(
        ExitCode.Failed, ErrorCode.Failed, $"the transaction failed: {receipt.StatusName}",
        "it was included, its effects were undone and its fee was charged",
        $"aetherctl tx {receipt.TransactionHash}")
    {
        Partial = Show.Receipt(receipt, more),
    };
}
