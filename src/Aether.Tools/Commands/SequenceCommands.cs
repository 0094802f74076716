using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Consensus.Sequencing;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`sequence fetch` and `sequence verify`: what a leader did in its slot, and in which order.</summary>
internal static class SequenceCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "sequence",
        "Save and check what a leader recorded of its slot.",
        CreateFetch(table),
        CreateVerify(table));

    private static Command CreateFetch(CommandTable table)
    {
        Argument<ulong> view = new("VIEW") { Description = "Slot that the node led" };
        Option<string> output = new("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        return table.Define(
            "fetch",
            "Save the record of a slot and the header of its block.",
            ["aetherctl sequence fetch 120 --out sequence.json"],
            async (context, cancellation) =>
            {
                ulong slot = context.Arguments.GetRequiredValue(view);
                SequenceFile file = await FetchAsync(context, slot, cancellation).ConfigureAwait(false);
                string path = context.Arguments.GetRequiredValue(output);
                OutputFile.Write(path, file.ToUtf8());
                return new CommandResult(
                    new JsonObject { ["file"] = path, ["view"] = slot },
                    [("file", path), ("slot", Show.Number(slot))]);
            },
            view,
            output);
    }

    private static Command CreateVerify(CommandTable table)
    {
        Argument<string?> file = new("FILE")
        {
            Description = "File of `sequence fetch`",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<ulong?> view = new("--view") { Description = "Slot to ask the node for instead", HelpName = "VIEW" };
        return table.Define(
            "verify",
            "Check that a slot's record is whole and has the order of its block; exit 9 when not.",
            ["aetherctl sequence verify sequence.json", "aetherctl sequence verify --view 120"],
            (context, cancellation) => VerifyAsync(
                context,
                context.Arguments.GetValue(file),
                context.Arguments.GetValue(view),
                cancellation),
            file,
            view);
    }

    private static async Task<CommandResult> VerifyAsync(
        CommandContext context, string? path, ulong? view, CancellationToken cancellation)
    {
        if (path is null == view is null)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "one record is checked at a time",
                "there is a FILE to read or a slot to ask for", "give FILE or --view VIEW");
        }
        string name = path ?? $"slot {Show.Number(view!.Value)}";
        SequenceFile file = path is null
            ? await FetchAsync(context, view!.Value, cancellation).ConfigureAwait(false)
            : Read(path);
        if (!Ace.TryDecode(file.Sequence, out SlotSequence sequence, out _)
            || !Ace.TryDecode(file.Header, out Header header, out _))
        {
            throw Invalid(name, "Malformed", "one of its values is not canonical");
        }
        SequenceError error = SequenceVerifier.CheckBlock(sequence, file.GenesisHash, header);
        return error == SequenceError.None
            ? Describe(sequence, header)
            : throw Invalid(name, error.ToString(), Why(error));
    }

    private static SequenceFile Read(string path)
    {
        byte[] bytes = Inputs.File(path, SequenceFile.MaxFileBytes);
        return SequenceFile.TryParse(bytes, out SequenceFile? file)
            ? file!
            : throw Invalid(path, "Malformed", "it is no file of `sequence fetch`");
    }

    private static async Task<SequenceFile> FetchAsync(
        CommandContext context, ulong view, CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        SequenceAnswer? answer = await context.Client.GetSequenceAsync(view, cancellation).ConfigureAwait(false);
        HeaderInfo? header = null;
        if (answer?.BlockHash is { } hash && BlockTag.TryParse(hash.ToString(), out BlockTag tag))
        {
            header = await context.Client.GetHeaderAsync(tag, cancellation).ConfigureAwait(false);
        }
        return header is not null
            ? new SequenceFile(SequenceFile.CurrentFormat, chain.GenesisHash, answer!.Raw, header.RawHeader)
            : throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no record of slot {Show.Number(view)}",
                "this node did not lead it, no block came of it, or it keeps the record no more",
                "ask the validator that led a recent slot");
    }

    private static CommandResult Describe(SlotSequence sequence, Header header)
    {
        GapHistogram gaps = SequenceVerifier.Gaps(sequence);
        int admitted = sequence.Steps.Count(step => step.Kind == SequenceKind.Admit);
        int left = sequence.Steps.Count(step => step.Kind is SequenceKind.Skip or SequenceKind.Drop);
        JsonObject data = new()
        {
            ["valid"] = true,
            ["view"] = sequence.View,
            ["proposer"] = sequence.Proposer,
            ["blockHash"] = header.Hash.ToString(),
            ["steps"] = sequence.Steps.Length,
            ["transactions"] = admitted,
            ["leftOut"] = left,
            ["head"] = sequence.Head.ToString(),
            ["previous"] = sequence.Previous.ToString(),
            ["gapsNs"] = new JsonObject
            {
                ["p50"] = gaps.Percentile(50),
                ["p95"] = gaps.Percentile(95),
                ["p99"] = gaps.Percentile(99),
                ["max"] = gaps.Max,
            },
        };
        string times = $"p50 {Show.Number(gaps.Percentile(50))}, p95 {Show.Number(gaps.Percentile(95))}, "
            + $"p99 {Show.Number(gaps.Percentile(99))}, max {Show.Number(gaps.Max)} ns";
        return new CommandResult(data,
        [
            ("record", "whole, in the order of the block"),
            ("slot", Show.Number(sequence.View)),
            ("block", header.Hash.ToString()),
            ("transactions", $"{admitted} taken, {left} left out"),
            ("gaps", times),
            ("head", sequence.Head.ToString()),
        ]);
    }

    private static CliException Invalid(string name, string error, string why) => new(
        ExitCode.VerificationFailed, ErrorCode.SequenceInvalid, $"the record of {name} does not hold ({error})", why,
        "compare with a record that the validator gave away earlier");

    private static string Why(SequenceError error) => error switch
    {
        SequenceError.BrokenChain => "its hashes are not those of its steps: it was changed",
        SequenceError.EntriesLost => "the recorder had no room for some entries, and says so",
        SequenceError.NotSealed => "no block came of the slot",
        SequenceError.WrongChain => "it is of another chain",
        SequenceError.WrongSlot => "the block is of another slot, leader or parent",
        SequenceError.WrongBlock => "it ends in another block",
        SequenceError.WrongOrder => "the block has other transactions, or another order",
        SequenceError.WrongEvidence => "the block has other evidence, or another order",
        _ => "its steps are in an order that no leader can take",
    };
}
