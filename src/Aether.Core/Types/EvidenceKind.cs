namespace Aether.Core.Types;

/// <summary>What a validator is convicted of. <b>Consensus</b>: numbers are in the state.</summary>
public enum EvidenceKind : byte
{
    /// <summary>Two headers of one view.</summary>
    DoubleProposal = 0,

    /// <summary>Prevotes for two blocks of one view.</summary>
    DoublePrevote = 1,

    /// <summary>Precommits for two blocks of one view.</summary>
    DoublePrecommit = 2,

    /// <summary>A timeout that reports an older certificate than a vote of the same validator locked it on.</summary>
    Amnesia = 3,

    /// <summary>A prevote for a header that no rule allows.</summary>
    InvalidVote = 4,
}
