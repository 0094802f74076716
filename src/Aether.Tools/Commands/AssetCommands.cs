using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`asset`: make assets, mint, burn and send their units, and look at them.</summary>
internal static class AssetCommands
{
    /// <summary>Adds the commands.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "asset",
        "Own kinds of amount: make them, mint, burn, send and count their units.",
        CreateNew(table),
        CreateMint(table),
        CreateBurn(table),
        CreateTransfer(table),
        AssetShowCommands.CreateShow(table),
        AssetShowCommands.CreateBalance(table));

    /// <summary>The argument that names an asset.</summary>
    public static Argument<string> AssetArgument() =>
        new("ASSET") { Description = "Asset identifier, 0x and 64 digits" };

    private static Command CreateNew(CommandTable table)
    {
        Option<string> symbol = new("--symbol")
        {
            Description = "Name for people, at most 16 bytes; not unique",
            HelpName = "SYMBOL",
            Required = true,
        };
        Option<byte> decimals = new("--decimals")
        {
            Description = "Digits after the point, at most 38",
            HelpName = "N",
            DefaultValueFactory = _ => AmountText.Decimals,
        };
        Option<string?> authority = new("--authority")
        {
            Description = "Who mints and burns [default: the signer]",
            HelpName = "ADDRESS",
        };
        Option<ulong?> number = ObjectCommands.NumberOption();
        SignedSend send = new("the creator");
        return table.Define(
            "create",
            "Make an asset without any units. The deposit of its object is locked until it is deleted.",
            ["aetherctl asset create --from alice.json --symbol GOLD --decimals 2"],
            (context, cancellation) =>
            {
                string? text = context.Arguments.GetValue(authority);
                Address? chosen = text is null ? null : Inputs.Address(text);
                ulong? given = context.Arguments.GetValue(number);
                return send.RunAsync(
                    context,
                    (sending, _) =>
                    {
                        ObjectCommands.RequirePrefix(text, sending);
                        sending.Builder.CreateAsset(
                            sending.From, given ?? sending.Nonce, chosen ?? sending.From,
                            context.Arguments.GetValue(decimals), context.Arguments.GetRequiredValue(symbol),
                            out AssetId asset);
                        sending.Summary = $"making asset {asset}";
                        sending.More.Add(("asset", asset.ToString()));
                        sending.More.Add(("authority", sending.Text(chosen ?? sending.From)));
                        sending.More.Add(("deposit", Show.Amount(sending.Builder.Deposits, AssetId.Swr)));
                        return Task.CompletedTask;
                    },
                    cancellation);
            },
            [symbol, decimals, authority, number, .. send.Symbols]);
    }

    private static Command CreateMint(CommandTable table)
    {
        Argument<string> asset = AssetArgument();
        Option<string> to = new("--to") { Description = "Receiver", HelpName = "ADDRESS", Required = true };
        Option<string> amount = AmountOption();
        SignedSend send = new("the authority");
        return table.Define(
            "mint",
            "Make units of an asset.",
            ["aetherctl asset mint 0x... --from alice.json --to taeth1... --amount 12.50"],
            (context, cancellation) =>
            {
                ObjectId id = new(Inputs.Hash(context.Arguments.GetRequiredValue(asset)));
                string toText = context.Arguments.GetRequiredValue(to);
                Address receiver = Inputs.Address(toText);
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        ObjectCommands.RequirePrefix(toText, sending);
                        UInt128 units = await SettleAsync(
                            sending, id, context.Arguments.GetRequiredValue(amount), "minting", stop)
                            .ConfigureAwait(false);
                        sending.Builder.Mint(sending.From, new AssetId(id.Value), receiver, units);
                        sending.More.Add(("to", toText));
                    },
                    cancellation);
            },
            [asset, to, amount, .. send.Symbols]);
    }

    private static Command CreateBurn(CommandTable table)
    {
        Argument<string> asset = AssetArgument();
        Option<string> amount = AmountOption();
        SignedSend send = new("the authority");
        return table.Define(
            "burn",
            "Destroy units that the authority itself holds.",
            ["aetherctl asset burn 0x... --from alice.json --amount 2.5"],
            (context, cancellation) =>
            {
                ObjectId id = new(Inputs.Hash(context.Arguments.GetRequiredValue(asset)));
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        UInt128 units = await SettleAsync(
                            sending, id, context.Arguments.GetRequiredValue(amount), "burning", stop)
                            .ConfigureAwait(false);
                        sending.Builder.Burn(sending.From, new AssetId(id.Value), units);
                    },
                    cancellation);
            },
            [asset, amount, .. send.Symbols]);
    }

    private static Command CreateTransfer(CommandTable table)
    {
        Argument<string> asset = AssetArgument();
        Option<string> to = new("--to") { Description = "Receiver", HelpName = "ADDRESS", Required = true };
        Option<string> amount = AmountOption();
        SignedSend send = new("the sender");
        return table.Define(
            "transfer",
            "Send units of an asset from one account to another.",
            ["aetherctl asset transfer 0x... --from bob.json --to taeth1... --amount 0.5"],
            (context, cancellation) =>
            {
                ObjectId id = new(Inputs.Hash(context.Arguments.GetRequiredValue(asset)));
                string toText = context.Arguments.GetRequiredValue(to);
                Address receiver = Inputs.Address(toText);
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        ObjectCommands.RequirePrefix(toText, sending);
                        (ObjectInfo info, _) = await sending.FindAsync(id, stop).ConfigureAwait(false);
                        UInt128 units = Tell(
                            sending, info, context.Arguments.GetRequiredValue(amount), "sending");
                        sending.Builder.Transfer(sending.From, receiver, new AssetId(id.Value), units);
                        sending.More.Add(("to", toText));
                    },
                    cancellation);
            },
            [asset, to, amount, .. send.Symbols]);
    }

    private static Option<string> AmountOption() => new("--amount")
    {
        Description = "Units, with at most the asset's decimals",
        HelpName = "AMOUNT",
        Required = true,
    };

    // Minting and burning change the asset's object: its authority pays the rent it owes.
    private static async Task<UInt128> SettleAsync(
        Sending sending, ObjectId id, string amount, string what, CancellationToken cancellation)
    {
        (ObjectInfo info, ObjectRecord record) = await sending.FindOwnAsync(id, cancellation).ConfigureAwait(false);
        UInt128 units = Tell(sending, info, amount, what);
        sending.Settle(info, record, record.Data.Length);
        return units;
    }

    private static UInt128 Tell(Sending sending, ObjectInfo info, string amount, string what)
    {
        AssetData asset = ObjectLookup.RequireAsset(info);
        UInt128 units = Inputs.Units(amount, asset.Decimals);
        sending.Summary = $"{what} {Show.UnitsText(units, asset)} of asset {info.Id}";
        sending.More.Add(("asset", info.Id.ToString()));
        sending.More.Add(("amount", Show.Units(units, asset)));
        return units;
    }
}
