using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Sdk.Client;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`proof account`, `proof receipt` and `proof verify`.</summary>
internal static class ProofCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "proof",
        "Export proofs and verify them offline.",
        CreateAccount(table),
        CreateReceipt(table),
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
        return table.Define(
            "account",
            "Save a proof of an account's nonce and balances at a final block.",
            ["aetherctl proof account taeth1... --out account.json"],
            (context, cancellation) => ExportAccountAsync(
                context,
                Inputs.Address(context.Arguments.GetRequiredValue(address)),
                Inputs.Tag(context.Arguments.GetRequiredValue(at)),
                context.Arguments.GetRequiredValue(output),
                cancellation),
            address,
            output,
            at);
    }

    private static Command CreateReceipt(CommandTable table)
    {
        Argument<string> hash = new("HASH") { Description = "Transaction hash" };
        Option<string> output = OutputOption();
        return table.Define(
            "receipt",
            "Save a proof of a transaction's outcome in a final block.",
            ["aetherctl proof receipt 0x... --out receipt.json"],
            (context, cancellation) => ExportReceiptAsync(
                context,
                Inputs.Hash(context.Arguments.GetRequiredValue(hash)),
                context.Arguments.GetRequiredValue(output),
                cancellation),
            hash,
            output);
    }

    private static Option<string> OutputOption() =>
        new("--out") { Description = "File to write", HelpName = "FILE", Required = true };

    private static async Task<CommandResult> ExportAccountAsync(
        CommandContext context, Address address, BlockTag tag, string path, CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        StateProofAnswer answer = await context.Client
            .GetProofAsync(StateKey.ForAccount(address), tag, cancellation).ConfigureAwait(false);
        byte[] finality = answer.Finality ?? throw NotFinal($"block {tag}");
        ProofFile file = ProofFile.ForAccount(
            chain.GenesisHash, address, answer.Value, answer.Proof, answer.Header, finality);
        return Save(file, path);
    }

    private static async Task<CommandResult> ExportReceiptAsync(
        CommandContext context, Hash256 hash, string path, CancellationToken cancellation)
    {
        ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
        ReceiptInfo receipt = await context.Client.GetReceiptAsync(hash, true, cancellation).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no receipt of {hash}",
                "the transaction is in no block", $"aetherctl tx {hash}");
        ReceiptProofAnswer proof = receipt.Proof
            ?? throw new EndpointException("the node sent a receipt without the proof it was asked for");
        byte[] finality = proof.Finality ?? throw NotFinal($"the block of {hash}");
        return Save(
            ProofFile.ForReceipt(chain.GenesisHash, hash, receipt.Raw, proof.Raw, proof.Header, finality), path);
    }

    private static CommandResult Save(ProofFile file, string path)
    {
        byte[] bytes = file.ToUtf8();
        OutputFile.Write(path, bytes);
        JsonObject data = new()
        {
            ["file"] = path,
            ["kind"] = file.Kind,
            ["subject"] = file.Subject.ToString(),
            ["genesisHash"] = file.GenesisHash.ToString(),
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
