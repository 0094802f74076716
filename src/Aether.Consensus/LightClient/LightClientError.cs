namespace Aether.Consensus.LightClient;

/// <summary>Why a light client refuses what it is shown.</summary>
public enum LightClientError : byte
{
    /// <summary>It holds.</summary>
    None = 0,

    /// <summary>Misbehaviour was shown before: nothing is believed any more.</summary>
    Frozen = 1,

    /// <summary>
    /// What is trusted is older than the trusting period: its validators may have withdrawn their stake, and lying
    /// costs them nothing.
    /// </summary>
    TrustExpired = 2,

    /// <summary>It is of an epoch that an earlier proof has left behind.</summary>
    PastEpoch = 3,

    /// <summary>It is of a later epoch: the proofs of the epochs between are needed first.</summary>
    SkippedEpoch = 4,

    /// <summary>It is of the epoch but not above the block that the epoch starts from.</summary>
    BeforeRoot = 5,

    /// <summary>Its timestamp lies in the future.</summary>
    FromTheFuture = 6,

    /// <summary>It is above the closing block in its epoch: such blocks never become final.</summary>
    HelperBlock = 7,

    /// <summary>The block of an epoch proof does not close the epoch.</summary>
    NotClosing = 8,

    /// <summary>The closing block does not commit to the transition shown.</summary>
    WrongTransition = 9,

    /// <summary>The block is not shown final by more than two thirds of the stake of its epoch on this chain.</summary>
    NotFinal = 10,

    /// <summary>The validators are not those that the checkpoint names.</summary>
    WrongSet = 11,

    /// <summary>A validator's key is not valid.</summary>
    BadKey = 12,

    /// <summary>What is shown as misbehaviour is none: one block, two heights, or too little stake convicted.</summary>
    NoMisbehaviour = 13,

    /// <summary>Final like another block that was shown before: the client is frozen by this.</summary>
    Conflict = 14,
}
