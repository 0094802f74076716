namespace Aether.Consensus.Slashing;

/// <summary>Why two final blocks convict nobody.</summary>
public enum ForkError
{
    /// <summary>More than a third of the stake is convicted.</summary>
    None,

    /// <summary>The headers of a side do not lead from the common ancestor to its final block.</summary>
    BrokenChain,

    /// <summary>The proof of a side does not show that its block is final.</summary>
    NotFinal,

    /// <summary>One block descends from the other: there is no conflict.</summary>
    NoConflict,

    /// <summary>
    /// The quorum certificate of a block that is final by precommits is needed and was not given. Every honest signer
    /// of those precommits has it.
    /// </summary>
    Incomplete,
}
