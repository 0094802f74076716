using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`object show`.</summary>
internal static class ObjectShowCommand
{
    private const int ShownDataBytes = 64;

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> id = ObjectCommands.IdArgument();
        Option<string> at = AtOption();
        return table.Define(
            "show",
            "Show an object: owner, content, deposit, the rent it owes and when it expires.",
            ["aetherctl object show 0x...", "aetherctl object show 0x... --at latest --field raw > last.hex"],
            (context, cancellation) => RunAsync(
                context,
                new ObjectId(Inputs.Hash(context.Arguments.GetRequiredValue(id))),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                cancellation),
            id,
            at);
    }

    /// <summary>The option that names a block.</summary>
    public static Option<string> AtOption() => new("--at")
    {
        Description = "Block: latest, safe or finalized",
        HelpName = "TAG",
        DefaultValueFactory = _ => "finalized",
    };

    /// <summary>The members that name the block of an answer.</summary>
    public static void AddBlock(JsonObject data, ObjectInfo info)
    {
        data["height"] = info.Height;
        data["blockHash"] = info.BlockHash.ToString();
        data["finalized"] = info.Finalized;
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, ObjectId id, BlockTag tag, CancellationToken cancellation)
    {
        ObjectInfo info = await ObjectLookup.RequireAsync(context.Client, id, tag, cancellation).ConfigureAwait(false);
        Genesis genesis = await context.Client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        JsonObject data = new() { ["object"] = id.ToString() };
        List<(string, string)> lines = [("object", id.ToString())];
        if (info.Tombstone is { } stone)
        {
            data["archived"] = true;
            data["archiveHash"] = stone.Hash.ToString();
            data["archivedEpoch"] = stone.Epoch;
            lines.Add(("archived", $"in epoch {Show.Number(stone.Epoch)}; object restore brings it back"));
        }
        else
        {
            AddLive(data, lines, info, ObjectLookup.RequireLive(info), genesis);
        }
        data["raw"] = Hex.Encode(info.Raw);
        AddBlock(data, info);
        lines.Add(("block", $"{Show.Number(info.Height)} {info.BlockHash}"));
        return new CommandResult(data, lines);
    }

    private static void AddLive(
        JsonObject data, List<(string, string)> lines, ObjectInfo info, ObjectRecord record, Genesis genesis)
    {
        string prefix = AddressText.HrpFor(genesis.ChainId);
        UInt128 owed = ObjectCost.Owed(genesis.Parameters, record, info.Epoch);
        uint expiry = ObjectCost.ExpiryOf(genesis.Parameters, record);
        data["archived"] = false;
        data["kind"] = record.Kind;
        data["owner"] = AddressText.Format(record.Owner, prefix);
        data["creator"] = AddressText.Format(record.Creator, prefix);
        data["version"] = record.Version;
        data["deposit"] = Show.Amount(record.Deposit, AssetId.Swr);
        data["rentOwed"] = Show.Amount(owed, AssetId.Swr);
        data["expiryEpoch"] = expiry;
        data["epoch"] = info.Epoch;
        data["dataBytes"] = record.Data.Length;
        data["data"] = Hex.Encode(record.Data);
        lines.AddRange(
        [
            ("kind", record.Kind == ObjectKind.Asset ? "1 (asset)" : Show.Number(record.Kind)),
            ("owner", AddressText.Format(record.Owner, prefix)),
            ("creator", AddressText.Format(record.Creator, prefix)),
            ("version", Show.Number(record.Version)),
            ("deposit", AmountText.Format(record.Deposit, AssetId.Swr)),
            ("rent owed", AmountText.Format(owed, AssetId.Swr)),
            ("expires", $"in epoch {Show.Number(expiry)}, now {Show.Number(info.Epoch)}"),
            ("data", ShortData(record.Data)),
        ]);
    }

    private static string ShortData(byte[] data) => data.Length <= ShownDataBytes
        ? $"{data.Length} bytes {Hex.Encode(data)}"
        : $"{data.Length} bytes {Hex.Encode(data.AsSpan(0, ShownDataBytes))}... (all of it: --field data)";
}
