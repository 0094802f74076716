using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`account history` and `account utxos`: what a node with an index by account knows.</summary>
internal static class AccountCommands
{
    private const int DefaultLimit = 20;

    /// <summary>The group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "account",
        "History and outputs of an account, from a node that runs with --index accounts.",
        CreateHistory(table),
        CreateOutputs(table));

    private static Command CreateHistory(CommandTable table)
    {
        Argument<string> address = new("ADDRESS") { Description = "Account" };
        Option<int> limit = LimitOption("transactions");
        Option<string?> cursor = CursorOption();
        Option<string> order = new("--order")
        {
            Description = "desc: newest first; asc: oldest first",
            HelpName = "ORDER",
            DefaultValueFactory = _ => "desc",
        };
        order.AcceptOnlyFromAmong("desc", "asc");
        Option<string[]> roles = new("--role")
        {
            Description = "Only where the account had this part, such as sender or receiver; several times for any of "
                + "them",
            HelpName = "ROLE",
        };
        return table.Define(
            "history",
            "Show the final transactions that touched an account.",
            [
                "aetherctl account history taeth1...",
                "aetherctl account history taeth1... --role receiver --limit 100 --json",
                "aetherctl account history taeth1... --cursor CURSOR",
            ],
            async (context, cancellation) => Show(
                await context.Client.GetAccountHistoryAsync(
                    Inputs.Address(context.Arguments.GetRequiredValue(address)),
                    context.Arguments.GetRequiredValue(order) == "desc",
                    Limit(context.Arguments.GetRequiredValue(limit)),
                    context.Arguments.GetValue(cursor),
                    context.Arguments.GetValue(roles) ?? [],
                    cancellation).ConfigureAwait(false),
                context.Arguments.GetRequiredValue(address)),
            address,
            limit,
            cursor,
            order,
            roles);
    }

    private static Command CreateOutputs(CommandTable table)
    {
        Argument<string> address = new("ADDRESS") { Description = "Owner" };
        Option<int> limit = LimitOption("outputs");
        Option<string?> cursor = CursorOption();
        return table.Define(
            "utxos",
            "Show the unspent outputs of an account.",
            ["aetherctl account utxos taeth1...", "aetherctl account utxos taeth1... --limit 500 --json"],
            async (context, cancellation) => Show(
                await context.Client.GetOwnedOutputsAsync(
                    Inputs.Address(context.Arguments.GetRequiredValue(address)),
                    Limit(context.Arguments.GetRequiredValue(limit)),
                    context.Arguments.GetValue(cursor),
                    cancellation).ConfigureAwait(false),
                context.Arguments.GetRequiredValue(address)),
            address,
            limit,
            cursor);
    }

    private static Option<int> LimitOption(string what) => new("--limit")
    {
        Description = $"Most {what} of the page, up to {Limits.Indexing.MaxPage}",
        HelpName = "COUNT",
        DefaultValueFactory = _ => DefaultLimit,
    };

    private static Option<string?> CursorOption() => new("--cursor")
    {
        Description = "Go on where the page before ended: its `next`",
        HelpName = "CURSOR",
    };

    private static int Limit(int given) => given is > 0 and <= Limits.Indexing.MaxPage
        ? given
        : throw new CliException(
            ExitCode.Usage, ErrorCode.Usage, $"--limit {given.ToString(CultureInfo.InvariantCulture)} is out of bounds",
            $"a page has 1 to {Limits.Indexing.MaxPage} entries", "give fewer, and go on with --cursor");

    private static CommandResult Show(AccountHistory page, string given)
    {
        JsonArray entries = [];
        StringBuilder text = new();
        foreach (AccountHistoryEntry entry in page.Entries)
        {
            entries.Add(Describe(entry));
            Append(text, entry);
        }
        if (page.Entries.Length == 0)
        {
            text.Append(page.Next is null ? "no transactions\n" : "none in this part; go on with the cursor\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"complete from block {page.From} to {page.IndexedHeight}\n");
        AppendNext(text, page.Next);
        JsonObject data = new()
        {
            ["address"] = given,
            ["entries"] = entries,
            ["from"] = page.From,
            ["indexedHeight"] = page.IndexedHeight,
            ["next"] = page.Next,
        };
        return new CommandResult(data, []) { Text = text.ToString().TrimEnd('\n') };
    }

    private static CommandResult Show(OwnedOutputs page, string given)
    {
        JsonArray outputs = [];
        StringBuilder text = new();
        foreach (OwnedOutputInfo output in page.Outputs)
        {
            outputs.Add(new JsonObject
            {
                ["transactionHash"] = output.TransactionHash.ToString(),
                ["index"] = output.Index,
                ["asset"] = output.Asset.ToString(),
                ["amount"] = Cli.Show.Amount(output.Amount, output.Asset),
                ["datumHash"] = output.DatumHash?.ToString(),
                ["madeAt"] = output.MadeAt,
            });
            text.Append(CultureInfo.InvariantCulture, $"{output.TransactionHash}:{output.Index}  ");
            text.Append(CultureInfo.InvariantCulture, $"{AmountText.Format(output.Amount, output.Asset)}\n");
        }
        if (page.Outputs.Length == 0)
        {
            text.Append("no outputs\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"as of block {page.Height}");
        text.Append(page.From == 0 ? "\n" : $"; those made before block {page.From} are not known to this node\n");
        AppendNext(text, page.Next);
        JsonObject data = new()
        {
            ["owner"] = given,
            ["outputs"] = outputs,
            ["height"] = page.Height,
            ["from"] = page.From,
            ["next"] = page.Next,
        };
        return new CommandResult(data, []) { Text = text.ToString().TrimEnd('\n') };
    }

    private static JsonObject Describe(AccountHistoryEntry entry)
    {
        JsonArray amounts = [];
        foreach (AccountFlow flow in entry.Amounts)
        {
            amounts.Add(new JsonObject
            {
                ["asset"] = flow.Asset.ToString(),
                ["in"] = Cli.Show.Amount(flow.In, flow.Asset),
                ["out"] = Cli.Show.Amount(flow.Out, flow.Asset),
            });
        }
        return new JsonObject
        {
            ["transactionHash"] = entry.TransactionHash.ToString(),
            ["height"] = entry.Height,
            ["index"] = entry.Index,
            ["timestampMs"] = entry.TimestampMs,
            ["status"] = entry.Status,
            ["statusName"] = entry.StatusName,
            ["fee"] = Cli.Show.Amount(entry.Fee, AssetId.Swr),
            ["roles"] = new JsonArray([.. entry.Roles.Select(role => JsonValue.Create(role))]),
            ["exact"] = entry.Exact,
            ["amounts"] = amounts,
        };
    }

    private static void Append(StringBuilder text, AccountHistoryEntry entry)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(
            (long)Math.Min(entry.TimestampMs, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
        text.Append(CultureInfo.InvariantCulture, $"{entry.Height}:{entry.Index}  {time:yyyy-MM-dd HH:mm:ss}Z  ");
        text.Append(CultureInfo.InvariantCulture, $"{entry.TransactionHash}  {entry.StatusName}\n");
        text.Append(CultureInfo.InvariantCulture, $"    {string.Join(", ", entry.Roles)}");
        foreach (AccountFlow flow in entry.Amounts)
        {
            text.Append(flow.In == 0 ? "" : $"  +{AmountText.Format(flow.In, flow.Asset)}");
            text.Append(flow.Out == 0 ? "" : $"  -{AmountText.Format(flow.Out, flow.Asset)}");
        }
        text.Append(CultureInfo.InvariantCulture, $"  fee {AmountText.Format(entry.Fee, AssetId.Swr)}");
        text.Append(entry.Exact ? "\n" : "  (more may have moved)\n");
    }

    private static void AppendNext(StringBuilder text, string? next)
    {
        if (next is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"more: --cursor {next}\n");
        }
    }
}
