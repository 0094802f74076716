using Aether.Consensus.Epochs;
using Aether.Core;
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

    /// <summary>True for a header of the current version that any validator of the epoch may have proposed.</summary>
    /// <remarks>Evidence is checked against its root with the payload; only an ordinary block may carry any.</remarks>
    public static bool IsWellFormed(Header header, ChainParameters parameters, EpochContext epoch) =>
        header.Version == Header.CurrentVersion
        && header.Epoch == epoch.Epoch
        && header.FecProfile == Header.WholePayloadProfile
        && header.BaseFee == BaseFee
        && header.Justify.Kind == VoteKind.Prevote
        && EpochRules.HasProofWhereDue(epoch, header)
        && HasContentOfRole(header, parameters, EpochRules.RoleOf(epoch, header));

    // The size of a transition follows from the number of validators, so the limit of ordinary blocks is none for it.
    private static bool HasContentOfRole(Header header, ChainParameters parameters, BlockRole role) => role switch
    {
        BlockRole.Ordinary => header.PayloadBytes <= parameters.BlockBytesMax,
        BlockRole.Closing => header.PayloadBytes <= Limits.Block.MaxPayloadBytes && header.EvidenceRoot.IsZero,
        _ => HelperBlock.IsEmpty(header),
    };
}
