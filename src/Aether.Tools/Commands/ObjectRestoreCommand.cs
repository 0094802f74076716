using System.CommandLine;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`object restore`: brings back an archived object from its last record.</summary>
internal static class ObjectRestoreCommand
{
    // Hex text of the largest record and its line end.
    private const int MaxFileBytes = (2 * (ObjectRecord.HeaderBytes + Core.Limits.Ledger.MaxObjectBytes)) + 64;

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> id = ObjectCommands.IdArgument();
        Option<string> record = new("--record")
        {
            Description = "File with the last record: what `object show --field raw` printed while it lived",
            HelpName = "FILE",
            Required = true,
        };
        SignedSend send = new("whoever pays");
        return table.Define(
            "restore",
            "Bring an archived object back, for its rent and a new deposit. It keeps its owner.",
            ["aetherctl object restore 0x... --record last.hex --from alice.json"],
            (context, cancellation) =>
            {
                ObjectId item = new(Inputs.Hash(context.Arguments.GetRequiredValue(id)));
                ObjectRecord last = Read(context.Arguments.GetRequiredValue(record));
                return send.RunAsync(context, (sending, stop) => PlanAsync(sending, item, last, stop), cancellation);
            },
            [id, record, .. send.Symbols]);
    }

    private static async Task PlanAsync(
        Sending sending, ObjectId id, ObjectRecord last, CancellationToken cancellation)
    {
        ObjectInfo info = await ObjectLookup.RequireAsync(sending.Client, id, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        ObjectTombstone stone = info.Tombstone ?? throw new CliException(
            ExitCode.Usage, ErrorCode.CannotBuild, $"{id} lives", "only an archived object is restored",
            $"aetherctl object show {id}");
        if (ObjectRecord.ArchiveHash(Ace.Encode(last)) != stone.Hash)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.CannotBuild, "this is not the record that was archived",
                $"the state keeps the hash {stone.Hash} of the last one",
                "give the record after the object's last change, rent payments included");
        }
        sending.Builder.RestoreObject(sending.From, id, last);
        UInt128 cost = ObjectCost.Restore(sending.Genesis.Parameters, last, stone, info.Epoch);
        sending.Builder.Charge(sending.From, cost);
        sending.Summary = $"restoring object {id}";
        sending.More.Add(("object", id.ToString()));
        sending.More.Add(("owner", sending.Text(last.Owner)));
        sending.More.Add(("cost", Show.Amount(cost, AssetId.Swr)));
    }

    private static ObjectRecord Read(string path)
    {
        byte[] content = Inputs.File(path, MaxFileBytes);
        string text = System.Text.Encoding.Latin1.GetString(content).Trim();
        byte[] bytes = Hex.TryDecode(text, MaxFileBytes, out byte[] decoded) ? decoded : content;
        return Ace.TryDecode(bytes, out ObjectRecord record, out DecodeError error)
            ? record
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"{path} holds no record of an object",
                $"it is neither its bytes nor their hexadecimal text ({error})",
                "save what aetherctl object show ID --field raw prints while the object lives");
    }
}
