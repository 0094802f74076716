using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>What a header must look like by itself, whatever chain it is on.</summary>
/// <remarks>
/// <b>Consensus</b>: fields that this version gives no meaning to have one legal value, so that a later version can
/// give them one by a fork. <see cref="Header.ExtraVersionBits"/> is free: it signals, and nothing reads it yet.
/// </remarks>
public static class HeaderRules
{
    /// <summary>The only block fee multiplier: one, as Q32.32.</summary>
    public const ulong BaseFee = 1UL << 32;

    /// <summary>True for a header of the current version that any validator may have proposed.</summary>
    public static bool IsWellFormed(Header header, ChainParameters parameters) =>
        header.Version == Header.CurrentVersion
        && header.FecProfile == Header.WholePayloadProfile
        && header.BaseFee == BaseFee
        && header.EvidenceRoot == Hash256.Zero
        && header.EpochProof is null
        && header.Justify.Kind == VoteKind.Prevote
        && header.PayloadBytes <= parameters.BlockBytesMax;
}
