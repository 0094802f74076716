namespace Aether.Da.Shreds;

/// <summary>What became of a shred that arrived.</summary>
public enum ShredOutcome : byte
{
    /// <summary>Verified and kept. Forward it.</summary>
    Stored = 0,

    /// <summary>Verified, kept, and its set is whole and valid with it. Forward it.</summary>
    SetCompleted = 1,

    /// <summary>Verified against a set that is whole without it. Forward it.</summary>
    Redundant = 2,

    /// <summary>Verified, kept, and proof that the leader signed two sets for one place. Forward it.</summary>
    Equivocation = 3,

    /// <summary>Verified, and its set cannot be decoded to one payload by everyone: the set is invalid.</summary>
    SetInvalid = 4,

    /// <summary>Seen before.</summary>
    Duplicate = 5,

    /// <summary>Not a shred.</summary>
    Malformed = 6,

    /// <summary>Of a view that is final or too far ahead.</summary>
    OutOfWindow = 7,

    /// <summary>Of a proposer that has not been shown to lead in that view.</summary>
    UnknownProposer = 8,

    /// <summary>Of another epoch or code than the proposer's block has.</summary>
    WrongBlock = 9,

    /// <summary>The proof does not lead to the root of the set.</summary>
    BadProof = 10,

    /// <summary>The leader did not sign this set.</summary>
    BadSignature = 11,

    /// <summary>Of a third set for one place.</summary>
    TooManyVariants = 12,

    /// <summary>Of an unknown set, from a sender with too many bad signatures since the last tick.</summary>
    Muted = 13,

    /// <summary>The memory for shreds is used up.</summary>
    Full = 14,
}
