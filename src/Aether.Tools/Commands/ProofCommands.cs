using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Sdk.Client;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`proof`: export proofs with the epoch proofs they need, and verify them without a node.</summary>
internal static class ProofCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "proof",
        "Export proofs and verify them offline.",
        CreateAccount(table),
        CreateReceipt(table),
        CreateObject(table),
        EpochCommands.CreateFetch(table),
        EpochCommands.CreateCheckpoint(table),
        ProofVerifyCommand.Create(table));

    private static Command CreateAccount(CommandTable table)
    {
        Argument<string> address = new("ADDRESS") { Description = "Account" };
        Option<string> output = OutputOption();
        Option<string> at = new("--at")
        {
            Description = "Final block: finalized, a height or a hash",
            HelpName = "TAG",
            DefaultValueFactory = _ => "finalized",
        };
        Option<uint> from = EpochCommands.CreateFromOption();
        return table.Define(
            "account",
            "Save a proof of an account's nonce and balances at a final block.",
            ["aetherctl proof account taeth1... --out account.json"],
            (context, cancellation) => ExportAccountAsync(
                context,
                Inputs.Address(context.Arguments.GetRequiredValue(address)),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                context.Arguments.GetRequiredValue(output),
                context.Arguments.GetValue(from),
                cancellation),
            address,
            output,
            at,
            from);
    }

    private static Command CreateReceipt(CommandTable table)
    {
        Argument<string> hash = new("HASH") { Description = "Transaction hash" };
        Option<string> output = OutputOption();
        Option<uint> from = EpochCommands.CreateFromOption();
        return table.Define(
            "receipt",
            "Save a proof of a transaction's outcome in a final block.",
            ["aetherctl proof receipt 0x... --out receipt.json"],
            (context, cancellation) => ExportReceiptAsync(
                context,
                Inputs.Hash(context.Arguments.GetRequiredValue(hash)),
                context.Arguments.GetRequiredValue(output),
                context.Arguments.GetValue(from),
                cancellation),
            hash,
            output,
            from);
    }

    private static Command CreateObject(CommandTable table)
    {
        Argument<string> id = ObjectCommands.IdArgument();
        Option<string> output = OutputOption();
        Option<uint> from = EpochCommands.CreateFromOption();
        return table.Define(
            "object",
            "Save a proof of an object or asset, or of its absence, at the last final block.",
            ["aetherctl proof object 0x... --out object.json"],
            (context, cancellation) => ExportObjectAsync(
                context,
                new ObjectId(Inputs.Hash(context.Arguments.GetRequiredValue(id))),
                context.Arguments.GetRequiredValue(output),
                context.Arguments.GetValue(from),
                cancellation),
            id,
            output,
            from);
    }

    private static Option<string> OutputOption() =>
        new("--out") { Description = "File to write", HelpName = "FILE", Required = true };

    private static async Task<CommandResult> ExportAccountAsync(
        CommandContext context, Address address, BlockTag tag, string path, uint fromEpoch,
        CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        StateProofAnswer answer = await context.Client
            .GetProofAsync(StateKey.ForAccount(address), tag, cancellation).ConfigureAwait(false);
        byte[] finality = answer.Finality ?? throw NotFinal($"block {tag}");
        ProofFile file = ProofFile.ForAccount(
            chain.GenesisHash, address, answer.Value, answer.Proof, answer.Header, finality);
        return await SaveAsync(context, file, fromEpoch, path, cancellation).ConfigureAwait(false);
    }

    private static async Task<CommandResult> ExportObjectAsync(
        CommandContext context, ObjectId id, string path, uint fromEpoch, CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        StateProofAnswer answer = await context.Client
            .GetProofAsync(StateKey.ForObject(id), BlockTag.Finalized, cancellation).ConfigureAwait(false);
        byte[] finality = answer.Finality ?? throw NotFinal("the last final block");
        ProofFile file = ProofFile.ForObject(
            chain.GenesisHash, id, answer.Value, answer.Proof, answer.Header, finality);
        return await SaveAsync(context, file, fromEpoch, path, cancellation).ConfigureAwait(false);
    }

    private static async Task<CommandResult> ExportReceiptAsync(
        CommandContext context, Hash256 hash, string path, uint fromEpoch, CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        ReceiptInfo receipt = await context.Client.GetReceiptAsync(hash, true, cancellation).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no receipt of {hash}",
                "the transaction is in no block", $"aetherctl tx {hash}");
        ReceiptProofAnswer proof = receipt.Proof
            ?? throw new EndpointException("the node sent a receipt without the proof it was asked for");
        byte[] finality = proof.Finality ?? throw NotFinal($"the block of {hash}");
        ProofFile file = ProofFile.ForReceipt(
            chain.GenesisHash, hash, receipt.Raw, proof.Raw, proof.Header, finality);
        return await SaveAsync(context, file, fromEpoch, path, cancellation).ConfigureAwait(false);
    }

    // The file carries the epoch proofs that lead to its block, so that it can be checked without any node.
    private static async Task<CommandResult> SaveAsync(
        CommandContext context, ProofFile file, uint fromEpoch, string path, CancellationToken cancellation)
    {
        if (!Ace.TryDecode(file.Header, out Header header, out DecodeError error))
        {
            throw new EndpointException($"the node sent a malformed header ({error})");
        }
        if (header.Epoch > fromEpoch)
        {
            byte[][] epochs = await EpochCommands.FetchAsync(context, fromEpoch, header.Epoch, cancellation)
                .ConfigureAwait(false);
            file = file with { Epochs = epochs };
        }
        byte[] bytes = file.ToUtf8();
        OutputFile.Write(path, bytes);
        JsonObject data = new()
        {
            ["file"] = path,
            ["kind"] = file.Kind,
            ["subject"] = file.Subject.ToString(),
            ["genesisHash"] = file.GenesisHash.ToString(),
            ["epochProofs"] = file.Epochs?.Length ?? 0,
            ["sizeBytes"] = bytes.Length,
        };
        return new CommandResult(data,
        [
            ("file", path),
            ("kind", file.Kind),
            ("subject", file.Subject.ToString()),
            ("genesis", file.GenesisHash.ToString()),
        ]);
    }

    private static CliException NotFinal(string what) => new(
        ExitCode.NotFound, ErrorCode.NotFinal, $"there is no finality proof of {what} yet",
        "proofs exist for final blocks only", "wait for a few blocks and try again");
}
