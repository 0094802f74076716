namespace Aether.Consensus.SlashingProtection;

/// <summary>Why a signer does not sign. The number is part of the signer protocol.</summary>
public enum SignerRefusal : byte
{
    /// <summary>It signs.</summary>
    None = 0,

    /// <summary>A request of a kind it does not know, or one that contradicts itself.</summary>
    Malformed = 1,

    /// <summary>The epoch lies below one already signed in.</summary>
    LowerEpoch = 2,

    /// <summary>At or above the view or height at which this signer was told to stop.</summary>
    Stopped = 3,

    /// <summary>The view was given up by a timeout.</summary>
    ViewGivenUp = 4,

    /// <summary>Another block was proposed in this view or a later one.</summary>
    OtherProposal = 5,

    /// <summary>Another block was prevoted in this view or a later one.</summary>
    OtherPrevote = 6,

    /// <summary>Another block was precommitted in this view or a later one.</summary>
    OtherPrecommit = 7,

    /// <summary>A timeout below a view already voted in or given up.</summary>
    TimeoutBelowVote = 8,

    /// <summary>A timeout that reports a lower certificate than this key's signatures rest on.</summary>
    LockLowered = 9,

    /// <summary>The header's own certificates do not let it be proposed in its view.</summary>
    NotJustified = 10,

    /// <summary>A view so high that signing there would end the key's life.</summary>
    ViewTooHigh = 11,

    /// <summary>It still listens whether its key signs elsewhere.</summary>
    Listening = 12,

    /// <summary>Its key was seen signing elsewhere.</summary>
    SeenElsewhere = 13,

    /// <summary>No KES key can sign for the header's epoch.</summary>
    NoKesKey = 14,

    /// <summary>More requests than the limit allows.</summary>
    TooMany = 15,

    /// <summary>Its log cannot be written, or it is being stopped.</summary>
    Unavailable = 16,
}
