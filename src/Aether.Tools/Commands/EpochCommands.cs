using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`proof epochs` and `proof checkpoint`: from one validator set to a later one.</summary>
internal static class EpochCommands
{
    /// <summary>The option that leaves out what a checkpoint makes needless.</summary>
    public static Option<uint> CreateFromOption() => new("--from-epoch")
    {
        Description = "First epoch whose closing is proved: that of the checkpoint it is for",
        HelpName = "EPOCH",
    };

    /// <summary>The command that saves epoch proofs.</summary>
    public static Command CreateFetch(CommandTable table)
    {
        Argument<uint> until = new("EPOCH") { Description = "Epoch to lead to" };
        Option<string> output = new("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        Option<uint> from = CreateFromOption();
        return table.Define(
            "epoch",
            "Save the proofs that lead to an epoch's validator set.",
            [
                "aetherctl proof epoch 4 --out epochs.json",
                "aetherctl proof epoch 40 --from-epoch 30 --out epochs.json",
            ],
            async (context, cancellation) =>
            {
                uint last = context.Arguments.GetRequiredValue(until);
                uint first = context.Arguments.GetValue(from);
                ChainIdentity chain = await context.Client.GetChainIdentityAsync(cancellation).ConfigureAwait(false);
                byte[][] proofs = await FetchAsync(context, first, last, cancellation).ConfigureAwait(false);
                string path = context.Arguments.GetRequiredValue(output);
                OutputFile.Write(
                    path, new EpochsFile(EpochsFile.CurrentFormat, chain.GenesisHash, proofs).ToUtf8());
                JsonObject data = new() { ["file"] = path, ["proofs"] = proofs.Length, ["epoch"] = last };
                return new CommandResult(data, [("file", path), ("proofs", Show.Number((ulong)proofs.Length))]);
            },
            until,
            output,
            from);
    }

    /// <summary>The command that checks epoch proofs and keeps where they lead.</summary>
    public static Command CreateCheckpoint(CommandTable table)
    {
        Argument<string> file = new("FILE") { Description = "File of `proof epoch`" };
        Option<string> output = new("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        TrustOptions trust = new();
        return table.Define(
            "checkpoint",
            "Check epoch proofs offline and save the last epoch as a place to start from.",
            ["aetherctl proof checkpoint epochs.json --genesis genesis.ace --out checkpoint.json"],
            (context, _) => Task.FromResult(SaveCheckpoint(
                context,
                context.Arguments.GetRequiredValue(file),
                context.Arguments.GetRequiredValue(output),
                trust)),
            [file, output, .. trust.Symbols]);
    }

    /// <summary>The proofs of the closings of all epochs from one to another.</summary>
    public static async Task<byte[][]> FetchAsync(
        CommandContext context, uint from, uint until, CancellationToken cancellation)
    {
        if (from > until || until - from > Limits.LightClient.MaxEpochProofs)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"no proofs lead from epoch {Text(from)} to epoch {Text(until)}",
                $"they go forward, at most {Text(Limits.LightClient.MaxEpochProofs)} in a file",
                "give a later --from-epoch, or an earlier one");
        }
        byte[][] proofs = new byte[until - from][];
        for (int index = 0; index < proofs.Length; index++)
        {
            uint epoch = from + (uint)index;
            EpochProofAnswer? answer = await context.Client.GetEpochProofAsync(epoch, cancellation)
                .ConfigureAwait(false);
            proofs[index] = answer?.Raw ?? throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFinal, $"epoch {Text(epoch)} is not closed yet",
                "an epoch is proved by its closing block once that is final", "wait for it, or ask another node");
        }
        return proofs;
    }

    private static CommandResult SaveCheckpoint(
        CommandContext context, string path, string output, TrustOptions trust)
    {
        (TrustedEpoch start, _) = trust.Load(context);
        byte[] bytes = Inputs.File(path, ProofFile.MaxFileBytes);
        if (!EpochsFile.TryParse(bytes, out EpochsFile? file))
        {
            throw ProofFailure.Of(path, ProofError.Malformed);
        }
        ProofError error = new ProofVerifier(start).VerifyEpochs(file!, trust.NowMs(context), out TrustedEpoch? end);
        if (error != ProofError.None)
        {
            throw ProofFailure.Of(path, error);
        }
        EpochCheckpoint checkpoint = end!.Checkpoint;
        Hash256 hash = checkpoint.ComputeHash();
        CheckpointFile saved = new(
            CheckpointFile.CurrentFormat, hash, Ace.Encode(checkpoint), Ace.Encode(end.Validators));
        OutputFile.Write(output, saved.ToUtf8());
        JsonObject data = new()
        {
            ["file"] = output,
            ["checkpointHash"] = hash.ToString(),
            ["genesisHash"] = checkpoint.GenesisHash.ToString(),
            ["epoch"] = checkpoint.Epoch,
            ["timestampMs"] = checkpoint.RootTimestampMs,
            ["validatorCount"] = end.Validators.Count,
        };
        return new CommandResult(data,
        [
            ("file", output),
            ("checkpoint", hash.ToString()),
            ("epoch", Text(checkpoint.Epoch)),
            ("validators", Show.Number((ulong)end.Validators.Count)),
        ]);
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
