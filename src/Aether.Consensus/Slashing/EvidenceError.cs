namespace Aether.Consensus.Slashing;

/// <summary>Why a piece of evidence convicts nobody.</summary>
public enum EvidenceError
{
    /// <summary>It convicts.</summary>
    None,

    /// <summary>No part is set.</summary>
    Empty,

    /// <summary>The signatures are of another epoch than the validator set.</summary>
    WrongEpoch,

    /// <summary>The two statements are of different epochs.</summary>
    EpochsDiffer,

    /// <summary>Two votes of different kinds, or of a kind that this evidence is not about.</summary>
    WrongKind,

    /// <summary>The two statements are of different views.</summary>
    ViewsDiffer,

    /// <summary>Both statements are about one block: repeating a signature is allowed.</summary>
    SameBlock,

    /// <summary>The two headers are of different proposers.</summary>
    ProposersDiffer,

    /// <summary>The proposer is not in the set.</summary>
    UnknownProposer,

    /// <summary>The parts are not in ascending order of their block hashes.</summary>
    NotOrdered,

    /// <summary>The timeouts carry a certificate: it is not signed, so it has one form here.</summary>
    NotMinimal,

    /// <summary>A bitmap has the wrong length, a bit beyond the set, or no bit.</summary>
    BadBitmap,

    /// <summary>The timeout groups are not ascending, or a signer is in two of them.</summary>
    BadGroups,

    /// <summary>The header is not the one voted for.</summary>
    HeaderMismatch,

    /// <summary>The timeouts are of a view before the vote: it may have followed them.</summary>
    TimeoutBeforeVote,

    /// <summary>No timeout reports a certificate below the lock.</summary>
    LockKept,

    /// <summary>The header may be voted for.</summary>
    ValidVote,

    /// <summary>Nobody signed both sides.</summary>
    NobodySignedBoth,

    /// <summary>The first header, or the votes, do not verify.</summary>
    FirstSignature,

    /// <summary>The second header, the second votes, or the timeouts do not verify.</summary>
    SecondSignature,
}
