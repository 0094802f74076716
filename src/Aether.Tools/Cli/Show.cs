using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;

namespace Aether.Tools.Cli;

/// <summary>Values in their printed forms.</summary>
internal static class Show
{
    /// <summary>An amount for programs: exact base units and text.</summary>
    public static JsonObject Amount(UInt128 baseUnits, AssetId asset) => new()
    {
        ["amount"] = baseUnits.ToString(CultureInfo.InvariantCulture),
        ["display"] = AmountText.Format(baseUnits, asset),
    };

    /// <summary>An amount of an asset with decimals of its own.</summary>
    public static JsonObject Units(UInt128 baseUnits, AssetData asset) => new()
    {
        ["amount"] = baseUnits.ToString(CultureInfo.InvariantCulture),
        ["display"] = UnitsText(baseUnits, asset),
    };

    /// <summary>The same for people.</summary>
    public static string UnitsText(UInt128 baseUnits, AssetData asset) =>
        $"{AmountText.FormatUnits(baseUnits, asset.Decimals)} {Symbol(asset)}".TrimEnd();

    /// <summary>A symbol that anybody may have chosen: only what prints, so that it cannot play the terminal.</summary>
    public static string Symbol(AssetData asset) => string.Concat(
        Encoding.UTF8.GetString(asset.Symbol).EnumerateRunes().Select(
            rune => Rune.IsLetterOrDigit(rune) || Rune.IsSymbol(rune) || rune.Value is '-' or '_' or '.'
                ? rune.ToString()
                : "?"));

    /// <summary>A number for people.</summary>
    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The outcome of a transaction.</summary>
    public static CommandResult Receipt(ReceiptInfo receipt, IEnumerable<(string Name, JsonNode Value)>? more = null)
    {
        JsonObject data = new()
        {
            ["transactionHash"] = receipt.TransactionHash.ToString(),
            ["status"] = receipt.Status,
            ["statusName"] = receipt.StatusName,
            ["gasUsed"] = receipt.GasUsed,
            ["fee"] = Amount(receipt.Fee, AssetId.Swr),
            ["blockHash"] = receipt.BlockHash.ToString(),
            ["height"] = receipt.Height,
            ["index"] = receipt.Index,
            ["finalized"] = receipt.Finalized,
        };
        foreach ((string name, JsonNode value) in more ?? [])
        {
            data[name] = value;
        }
        return new CommandResult(data,
        [
            ("transaction", receipt.TransactionHash.ToString()),
            ("status", receipt.StatusName),
            ("fee", AmountText.Format(receipt.Fee, AssetId.Swr)),
            ("block", $"{Number(receipt.Height)} {receipt.BlockHash}"),
            ("final", receipt.Finalized ? "yes" : "no"),
        ]);
    }

    /// <summary>A transaction that was only sent.</summary>
    public static CommandResult Hash(Hash256 hash, IEnumerable<(string Name, JsonNode Value)>? more = null)
    {
        JsonObject data = new() { ["transactionHash"] = hash.ToString() };
        foreach ((string name, JsonNode value) in more ?? [])
        {
            data[name] = value;
        }
        return new CommandResult(data, [("transaction", hash.ToString())]);
    }
}
