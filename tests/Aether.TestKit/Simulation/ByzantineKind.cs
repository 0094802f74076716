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
}
