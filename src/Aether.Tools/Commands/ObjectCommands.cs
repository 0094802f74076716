using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`object`: make, show, change, hand over, delete and restore objects.</summary>
internal static class ObjectCommands
{
    /// <summary>Adds the commands.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "object",
        "Data with an owner: make, show, change, hand over, delete and restore it.",
        CreateNew(table),
        ObjectShowCommand.Create(table),
        CreateUpdate(table),
        CreateTransfer(table),
        CreateDelete(table),
        ObjectRestoreCommand.Create(table));

    /// <summary>The argument that names an object.</summary>
    public static Argument<string> IdArgument() => new("ID") { Description = "Object identifier, 0x and 64 digits" };

    /// <summary>The option that chooses a creator's number of what is made.</summary>
    public static Option<ulong?> NumberOption() => new("--number")
    {
        Description = "Part of the identifier, never used before by this creator [default: the nonce]",
        HelpName = "N",
    };

    /// <summary>Refuses an address of another kind of chain.</summary>
    public static void RequirePrefix(string? text, Sending sending)
    {
        if (text is not null)
        {
            Inputs.RequirePrefix(text, sending.Genesis.ChainId);
        }
    }

    private static Command CreateNew(CommandTable table)
    {
        Option<string?> owner = new("--owner") { Description = "Owner [default: the signer]", HelpName = "ADDRESS" };
        Option<ushort> kind = new("--kind")
        {
            Description = "What it is to its users, from 16 to 65535",
            HelpName = "N",
            DefaultValueFactory = _ => ObjectKind.FirstFree,
        };
        Option<ulong?> number = NumberOption();
        ObjectDataOptions data = new();
        SignedSend send = new("the creator");
        return table.Define(
            "create",
            "Make an object. Its deposit is locked until it is deleted.",
            [
                "aetherctl object create --from alice.json --text \"hello\"",
                "aetherctl object create --from alice.json --data-file photo.bin --dry-run",
            ],
            (context, cancellation) =>
            {
                string? ownerText = context.Arguments.GetValue(owner);
                Address? next = ownerText is null ? null : Inputs.Address(ownerText);
                ushort chosen = context.Arguments.GetValue(kind);
                ulong? given = context.Arguments.GetValue(number);
                byte[] content = data.Read(context.Arguments);
                return send.RunAsync(
                    context,
                    (sending, _) =>
                    {
                        RequirePrefix(ownerText, sending);
                        sending.Builder.CreateObject(
                            sending.From, given ?? sending.Nonce, chosen, next ?? sending.From, content,
                            out ObjectId id);
                        sending.Summary = $"making object {id}";
                        sending.More.Add(("object", id.ToString()));
                        sending.More.Add(("owner", sending.Text(next ?? sending.From)));
                        sending.More.Add(("deposit", Show.Amount(sending.Builder.Deposits, AssetId.Swr)));
                        return Task.CompletedTask;
                    },
                    cancellation);
            },
            [.. data.Symbols, owner, kind, number, .. send.Symbols]);
    }

    private static Command CreateUpdate(CommandTable table)
    {
        Argument<string> id = IdArgument();
        ObjectDataOptions data = new();
        SignedSend send = new("the owner");
        return table.Define(
            "update",
            "Replace an object's content. Growth locks more, shrinkage gives back.",
            ["aetherctl object update 0x... --from alice.json --text \"hello again\""],
            (context, cancellation) =>
            {
                ObjectId item = new(Inputs.Hash(context.Arguments.GetRequiredValue(id)));
                byte[] content = data.Read(context.Arguments);
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        (ObjectInfo info, ObjectRecord record) = await sending.FindOwnAsync(item, stop)
                            .ConfigureAwait(false);
                        RequireFree(item, record);
                        sending.Builder.UpdateObject(sending.From, item, content);
                        Tell(sending, "changing", item);
                        sending.Settle(info, record, content.Length);
                    },
                    cancellation);
            },
            [id, .. data.Symbols, .. send.Symbols]);
    }

    private static Command CreateTransfer(CommandTable table)
    {
        Argument<string> id = IdArgument();
        Option<string> to = new("--to") { Description = "Next owner", HelpName = "ADDRESS", Required = true };
        SignedSend send = new("the owner");
        return table.Define(
            "transfer",
            "Hand an object over, its deposit with it.",
            ["aetherctl object transfer 0x... --from alice.json --to taeth1..."],
            (context, cancellation) =>
            {
                ObjectId item = new(Inputs.Hash(context.Arguments.GetRequiredValue(id)));
                string toText = context.Arguments.GetRequiredValue(to);
                Address next = Inputs.Address(toText);
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        RequirePrefix(toText, sending);
                        (ObjectInfo info, ObjectRecord record) = await sending.FindOwnAsync(item, stop)
                            .ConfigureAwait(false);
                        sending.Builder.TransferObject(sending.From, item, next);
                        Tell(sending, "handing over", item);
                        sending.More.Add(("to", toText));
                        sending.Settle(info, record, record.Data.Length);
                    },
                    cancellation);
            },
            [id, to, .. send.Symbols]);
    }

    private static Command CreateDelete(CommandTable table)
    {
        Argument<string> id = IdArgument();
        SignedSend send = new("the owner");
        return table.Define(
            "delete",
            "Remove an object; its owner gets the deposit without the rent it owes.",
            ["aetherctl object delete 0x... --from alice.json"],
            (context, cancellation) =>
            {
                ObjectId item = new(Inputs.Hash(context.Arguments.GetRequiredValue(id)));
                return send.RunAsync(
                    context,
                    async (sending, stop) =>
                    {
                        (ObjectInfo info, ObjectRecord record) = await sending.FindOwnAsync(item, stop)
                            .ConfigureAwait(false);
                        RequireNoUnits(info);
                        sending.Builder.DeleteObject(sending.From, item);
                        Tell(sending, "deleting", item);
                        UInt128 owed = ObjectCost.Owed(sending.Genesis.Parameters, record, info.Epoch);
                        UInt128 kept = UInt128.Min(owed, record.Deposit);
                        sending.More.Add(("rent", Show.Amount(owed, AssetId.Swr)));
                        sending.More.Add(("returned", Show.Amount(record.Deposit - kept, AssetId.Swr)));
                    },
                    cancellation);
            },
            [id, .. send.Symbols]);
    }

    private static void Tell(Sending sending, string what, ObjectId id)
    {
        sending.Summary = $"{what} object {id}";
        sending.More.Add(("object", id.ToString()));
    }

    private static void RequireFree(ObjectId id, ObjectRecord record)
    {
        if (record.Kind < ObjectKind.FirstFree)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.CannotBuild, $"the content of {id} belongs to a program",
                $"it is of kind {record.Kind}; only kinds from {ObjectKind.FirstFree} on hold free data",
                "for an asset see aetherctl asset --help");
        }
    }

    private static void RequireNoUnits(ObjectInfo info)
    {
        if (info.Asset is { Supply: var supply } asset && supply != 0)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.CannotBuild, $"{Show.UnitsText(supply, asset)} exist of {info.Id}",
                "an asset is deleted after its last unit",
                $"aetherctl asset burn {info.Id} --amount {AmountText.FormatUnits(supply, asset.Decimals)} "
                + "--from KEYFILE");
        }
    }
}
