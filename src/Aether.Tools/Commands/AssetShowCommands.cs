using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`asset show` and `asset balance`.</summary>
internal static class AssetShowCommands
{
    /// <summary>The command that shows an asset.</summary>
    public static Command CreateShow(CommandTable table)
    {
        Argument<string> asset = AssetCommands.AssetArgument();
        Option<string> at = ObjectShowCommand.AtOption();
        return table.Define(
            "show",
            "Show an asset: symbol, decimals, how many units exist and who may make more.",
            ["aetherctl asset show 0x...", "aetherctl asset show 0x... --field supply.display"],
            (context, cancellation) => ShowAsync(
                context,
                new ObjectId(Inputs.Hash(context.Arguments.GetRequiredValue(asset))),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                cancellation),
            asset,
            at);
    }

    /// <summary>The command that shows what an account holds of an asset.</summary>
    public static Command CreateBalance(CommandTable table)
    {
        Argument<string> asset = AssetCommands.AssetArgument();
        Argument<string> address = new("ADDRESS") { Description = "Account" };
        Option<string> at = ObjectShowCommand.AtOption();
        return table.Define(
            "balance",
            "Show how many units of an asset an account holds.",
            ["aetherctl asset balance 0x... taeth1..."],
            (context, cancellation) => BalanceAsync(
                context,
                new ObjectId(Inputs.Hash(context.Arguments.GetRequiredValue(asset))),
                context.Arguments.GetRequiredValue(address),
                Inputs.Address(context.Arguments.GetRequiredValue(address)),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                cancellation),
            asset,
            address,
            at);
    }

    private static async Task<CommandResult> ShowAsync(
        CommandContext context, ObjectId id, BlockTag tag, CancellationToken cancellation)
    {
        ObjectInfo info = await ObjectLookup.RequireAsync(context.Client, id, tag, cancellation).ConfigureAwait(false);
        AssetData asset = ObjectLookup.RequireAsset(info);
        ObjectRecord record = ObjectLookup.RequireLive(info);
        Genesis genesis = await context.Client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        string prefix = AddressText.HrpFor(genesis.ChainId);
        JsonObject data = new()
        {
            ["asset"] = id.ToString(),
            ["symbol"] = Show.Symbol(asset),
            ["decimals"] = asset.Decimals,
            ["supply"] = Show.Units(asset.Supply, asset),
            ["authority"] = AddressText.Format(record.Owner, prefix),
            ["creator"] = AddressText.Format(record.Creator, prefix),
            ["deposit"] = Show.Amount(record.Deposit, AssetId.Swr),
        };
        ObjectShowCommand.AddBlock(data, info);
        return new CommandResult(data,
        [
            ("asset", id.ToString()),
            ("symbol", $"{Show.Symbol(asset)} (anybody can choose the same)"),
            ("decimals", Show.Number(asset.Decimals)),
            ("supply", Show.UnitsText(asset.Supply, asset)),
            ("authority", AddressText.Format(record.Owner, prefix)),
            ("deposit", AmountText.Format(record.Deposit, AssetId.Swr)),
            ("block", $"{Show.Number(info.Height)} {info.BlockHash}"),
        ]);
    }

    private static async Task<CommandResult> BalanceAsync(
        CommandContext context,
        ObjectId id,
        string given,
        Address address,
        BlockTag tag,
        CancellationToken cancellation)
    {
        ObjectInfo info = await ObjectLookup.RequireAsync(context.Client, id, tag, cancellation).ConfigureAwait(false);
        AssetData asset = ObjectLookup.RequireAsset(info);
        AccountInfo account = await context.Client.GetAccountAsync(address, tag, cancellation).ConfigureAwait(false);
        UInt128 held = account.Balances.FirstOrDefault(item => item.Asset.Value == id.Value)?.Amount ?? 0;
        JsonObject data = new()
        {
            ["address"] = given,
            ["asset"] = id.ToString(),
            ["balance"] = Show.Units(held, asset),
            ["height"] = account.Height,
            ["blockHash"] = account.BlockHash.ToString(),
        };
        return new CommandResult(data,
        [
            ("balance", Show.UnitsText(held, asset)),
            ("block", $"{Show.Number(account.Height)} {account.BlockHash}"),
        ]);
    }
}
