namespace Aether.TestKit.Simulation;

/// <summary>Behaviour of a faulty validator.</summary>
public enum ByzantineKind
{
    /// <summary>Sends nothing.</summary>
    Silent,

    /// <summary>Two honest copies of one key, in different places of the network.</summary>
    Twins,

    /// <summary>Two blocks in one view, one to each half, and votes for both.</summary>
    Equivocator,

    /// <summary>Prevotes and precommits everything it sees, to different peers.</summary>
    DoubleVoter,

    /// <summary>Proposes on certificates that are too old.</summary>
    StaleProposer,

    /// <summary>Gives up on every view, reporting the oldest certificate it has.</summary>
    TimeoutSpammer,

    /// <summary>Changes what it sends: views, hashes, bitmaps, single bits.</summary>
    Mutator,

    /// <summary>Keeps each message from some of its receivers, or sends it late.</summary>
    Withholder,

    /// <summary>A different one of the above for each message.</summary>
    Mixed,

    /// <summary>Shows a certificate and the votes for it to one peer only.</summary>
    CertificateHider,

    /// <summary>Keeps its block back though its claim won.</summary>
    ClaimWithholder,

    /// <summary>Sends its block when others are about to vote without it.</summary>
    LateClaimer,

    /// <summary>Talks only to the same half of its peers, ever.</summary>
    SelectiveSender,

    /// <summary>Votes and times out far ahead of the view.</summary>
    FutureSpammer,

    /// <summary>Honest code, but its operator deletes its data or puts old copies of them back.</summary>
    Operator,
}
