using System.CommandLine;
using Aether.Consensus.LightClient;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>Where verification starts: an exported genesis or a checkpoint, and how old that may be.</summary>
internal sealed class TrustOptions
{
    private readonly Option<string?> _genesis = new("--genesis")
    {
        Description = "Trusted genesis, from `aetherctl genesis export`",
        HelpName = "FILE",
    };

    private readonly Option<string?> _genesisPin = GenesisCommands.CreatePinOption();

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Trusted checkpoint instead, from `aetherctl proof checkpoint`",
        HelpName = "FILE",
    };

    private readonly Option<string?> _checkpointPin = new("--checkpoint-hash")
    {
        Description = "Hash the checkpoint must have, from a source you trust",
        HelpName = "HASH",
    };

    private readonly Option<bool> _anyAge = new("--accept-expired-trust")
    {
        Description = "Believe signatures of validators whose stake may be gone",
    };

    /// <summary>The options, for a command.</summary>
    public Symbol[] Symbols => [_genesis, _genesisPin, _checkpoint, _checkpointPin, _anyAge];

    /// <summary>The trusted epoch, and the genesis when that is what was given.</summary>
    public (TrustedEpoch Epoch, Genesis? Genesis) Load(CommandContext context)
    {
        string? genesis = context.Arguments.GetValue(_genesis);
        string? checkpoint = context.Arguments.GetValue(_checkpoint);
        if (genesis is null == checkpoint is null)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "verification starts from one thing you trust",
                "that is a genesis or a checkpoint", "give --genesis FILE or --checkpoint FILE");
        }
        return genesis is not null ? LoadGenesis(context, genesis) : (LoadCheckpoint(context, checkpoint!), null);
    }

    /// <summary>The time to compare with, milliseconds since the Unix epoch; null for any age.</summary>
    public ulong? NowMs(CommandContext context)
    {
        if (!context.Arguments.GetValue(_anyAge))
        {
            return (ulong)context.Environment.Time.GetUtcNow().ToUnixTimeMilliseconds();
        }
        context.Printer.Warn("accepting trust of any age: whoever bought old validator keys could have made this");
        return null;
    }

    private (TrustedEpoch Epoch, Genesis? Genesis) LoadGenesis(CommandContext context, string path)
    {
        string? pin = context.Arguments.GetValue(_genesisPin);
        Genesis genesis = GenesisCommands.Load(path, pin);
        if (pin is null)
        {
            context.Printer.Warn($"trusting the genesis file as it is ({genesis.Hash}); pin it with --genesis-hash");
        }
        return TrustedEpoch.TryCreate(genesis, out TrustedEpoch? epoch) == LightClientError.None
            ? (epoch!, genesis)
            : throw ProofFailure.Of(path, ProofError.BadGenesis);
    }

    private TrustedEpoch LoadCheckpoint(CommandContext context, string path)
    {
        byte[] bytes = Inputs.File(path, CheckpointFile.MaxFileBytes);
        if (!CheckpointFile.TryParse(bytes, out CheckpointFile? file)
            || !Ace.TryDecode(file!.Checkpoint, out EpochCheckpoint checkpoint, out _)
            || !Ace.TryDecode(file.Validators, out ValidatorSet validators, out _)
            || TrustedEpoch.TryCreate(checkpoint, validators, out TrustedEpoch? epoch) != LightClientError.None
            || file.CheckpointHash != checkpoint.ComputeHash())
        {
            throw new CliException(
                ExitCode.VerificationFailed, ErrorCode.WrongCheckpoint, $"{path} holds no checkpoint",
                "its parts are not canonical or not of each other", "write it with `aetherctl proof checkpoint`");
        }
        string? pin = context.Arguments.GetValue(_checkpointPin);
        if (pin is null)
        {
            context.Printer.Warn(
                $"trusting the checkpoint as it is ({file.CheckpointHash}); pin it with --checkpoint-hash");
        }
        else if (Inputs.Hash(pin) != file.CheckpointHash)
        {
            throw new CliException(
                ExitCode.VerificationFailed, ErrorCode.WrongCheckpoint,
                $"the checkpoint has hash {file.CheckpointHash}", $"{pin} was asked for",
                "it is of another epoch or chain: check the file and the hash");
        }
        return epoch!;
    }
}
