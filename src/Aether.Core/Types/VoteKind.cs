namespace Aether.Core.Types;

/// <summary>What a validator's BLS signature says about a block. <b>Consensus</b>: numbers are on the wire.</summary>
public enum VoteKind : byte
{
    /// <summary>The block is valid and was executed; a quorum makes a quorum certificate (QC).</summary>
    Prevote = 1,

    /// <summary>
    /// The block has a QC that this validator is locked on; a quorum makes a commit certificate (CC).
    /// </summary>
    Precommit = 2,
}
