namespace Aether.TestKit.Simulation;

/// <summary>Things that a campaign has to meet: one that never happens was never tested.</summary>
public enum RareEvent
{
    /// <summary>A node gave up a view.</summary>
    Timeout,

    /// <summary>A proposal carried a timeout certificate.</summary>
    ProposalAfterTimeout,

    /// <summary>A block became final by a commit certificate.</summary>
    FinalByCommit,

    /// <summary>A block became final by two consecutive certificates.</summary>
    FinalByTwoChain,

    /// <summary>A block became final together with a later one.</summary>
    FinalWithDescendant,

    /// <summary>A backup leader proposed.</summary>
    BackupProposal,

    /// <summary>A timeout certificate had groups of different certificates.</summary>
    TimeoutGroupsDiffer,

    /// <summary>A crash found a write under way.</summary>
    CrashDuringWrite,

    /// <summary>A crash found a signature waiting for the disk.</summary>
    CrashBeforeSignature,

    /// <summary>Safety log and block store disagreed after a crash.</summary>
    StoresDiffer,

    /// <summary>A node started again in the view of its last vote.</summary>
    RestartInVotedView,

    /// <summary>A node asked for blocks that it missed.</summary>
    CatchUp,

    /// <summary>An honest node saw a validator contradict itself.</summary>
    Contradiction,

    /// <summary>A faulty peer was blamed.</summary>
    Blame,

    /// <summary>A corrupted packet was still a well-formed message.</summary>
    CorruptButDecodable,

    /// <summary>A block without a certificate was abandoned.</summary>
    Abandoned,

    /// <summary>An epoch began.</summary>
    EpochBegan,

    /// <summary>An epoch began while links were cut.</summary>
    EpochBeganInPartition,

    /// <summary>A block above a closing block was proposed.</summary>
    HelperProposal,
}
