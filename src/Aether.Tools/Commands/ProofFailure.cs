using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>What a proof that does not hold is reported as: exit 9 and a sentence.</summary>
internal static class ProofFailure
{
    /// <summary>The error of a file.</summary>
    public static CliException Of(string path, ProofError error) => error switch
    {
        ProofError.TrustExpired => new CliException(
            ExitCode.VerificationFailed, ErrorCode.TrustExpired, $"{path} starts from what is too old to trust",
            "the validators of that time may have withdrawn their stake and can sign any history for nothing",
            "start from a recent --checkpoint; for an archive you trust otherwise, add --accept-expired-trust"),
        ProofError.UnknownEpoch => new CliException(
            ExitCode.VerificationFailed, ErrorCode.ProofInvalid, $"{path} does not hold ({error})",
            "its block is of an epoch that the epoch proofs in it do not lead to from what you trust",
            "export it again, or start from an earlier --checkpoint or the genesis"),
        _ => new CliException(
            ExitCode.VerificationFailed, ErrorCode.ProofInvalid, $"{path} does not hold ({error})", Why(error),
            "do not rely on it; export the proof again, from another node if this happens twice"),
    };

    private static string Why(ProofError error) => error switch
    {
        ProofError.Malformed => "it is no proof file, or one of its values is not canonical",
        ProofError.WrongChain => "it is of another chain than what you trust",
        ProofError.NotFinal => "its block is not certified by more than two thirds of the stake",
        ProofError.NotIncluded => "the value is not under the root in the block's header",
        ProofError.BadGenesis => "the genesis has an invalid validator key",
        ProofError.BadEpochProof => "a proof that should lead from one epoch to the next does not hold",
        ProofError.Misbehaviour => "it shows a second final block of one height, or a block of the future",
        _ => "its parts are about different things",
    };
}
