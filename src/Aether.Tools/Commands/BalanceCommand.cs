using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`balance`.</summary>
internal static class BalanceCommand
{
    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> address = new("ADDRESS") { Description = "Account" };
        Option<string> at = new("--at")
        {
            Description = "Block: latest, safe, finalized, a height or a hash",
            HelpName = "TAG",
            DefaultValueFactory = _ => "finalized",
        };
        return table.Define(
            "balance",
            "Show the balances of an account, by default those that are final.",
            ["aetherctl balance taeth1...", "aetherctl balance taeth1... --at latest --field swr.amount"],
            (context, cancellation) => RunAsync(
                context,
                Inputs.Address(context.Arguments.GetRequiredValue(address)),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                cancellation),
            address,
            at);
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, Address address, BlockTag tag, CancellationToken cancellation)
    {
        BalanceInfo balance = await context.Client.GetBalanceAsync(address, tag, cancellation).ConfigureAwait(false);
        string given = context.Arguments.GetRequiredValue<string>("ADDRESS");
        JsonObject data = new()
        {
            ["address"] = given,
            ["swr"] = Show.Amount(balance.Swr, AssetId.Swr),
            ["aic"] = Show.Amount(balance.Aic, AssetId.Aic),
            ["height"] = balance.Height,
            ["blockHash"] = balance.BlockHash.ToString(),
        };
        return new CommandResult(data,
        [
            ("swr", AmountText.Format(balance.Swr, AssetId.Swr)),
            ("aic", AmountText.Format(balance.Aic, AssetId.Aic)),
            ("block", $"{Show.Number(balance.Height)} {balance.BlockHash}"),
        ]);
    }
}
