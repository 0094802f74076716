namespace Aether.TestKit.Simulation;

/// <summary>Things that a campaign has to meet: one that never happens was never tested.</summary>
public enum RareEvent
{
    /// <summary>A crash found a write under way.</summary>
    CrashDuringWrite,

    /// <summary>A crash found a signature waiting for the disk.</summary>
    CrashBeforeSignature,

    /// <summary>Safety log and block store disagreed after a crash.</summary>
    StoresDiffer,

    /// <summary>A corrupted packet was still a well-formed message.</summary>
    CorruptButDecodable,

    /// <summary>An epoch began on a node.</summary>
    EpochBegan,

    /// <summary>An epoch began while links were cut.</summary>
    EpochBeganWhileCut,

    /// <summary>A timeout was signed with a certificate from more than one view back.</summary>
    TimeoutWithOldCertificate,

    /// <summary>A proposal carried a timeout certificate with more than one group.</summary>
    TimeoutGroupsDiffer,

    /// <summary>A precommit was signed for a view that the node had already left by a certificate.</summary>
    PrecommitAfterLeaving,

    /// <summary>A node was more than a hundred blocks behind when faults ended.</summary>
    FarBehind,

    /// <summary>A block was built for a view that the node had left.</summary>
    BuiltTooLate,

    /// <summary>A block did not execute.</summary>
    ExecutionRefused,

    /// <summary>A block that was asked for made others final.</summary>
    FinalByWalkingBack,

    /// <summary>An execution that was waited for made blocks final.</summary>
    FinalByExecution,

    /// <summary>A node started with blocks that were not final.</summary>
    StartWithPendingBlocks,

    /// <summary>A node started with more than sixteen such blocks.</summary>
    StartWithManyPendingBlocks,

    /// <summary>A node started in an epoch after the first.</summary>
    StartInLaterEpoch,

    /// <summary>A node started with an epoch on disk whose root it had not committed.</summary>
    StartBeforeStoredEpoch,

    /// <summary>A node started in an epoch before that of its safety record.</summary>
    StartBeforeRecordEpoch,

    /// <summary>A node started in an epoch in which it had signed nothing.</summary>
    StartAfterEpochOfRecord,

    /// <summary>The last vote before a start was a timeout.</summary>
    StartAfterTimeout,

    /// <summary>A node started in a view that a timeout certificate had opened.</summary>
    StartWithTimeoutCertificate,

    /// <summary>A node had prevoted and not yet precommitted when it stopped.</summary>
    StartBetweenVotes,

    /// <summary>A node had proposed and not yet prevoted when it stopped.</summary>
    StartAfterProposal,

    /// <summary>A VRF proof came when its view was over.</summary>
    ClaimTooLate,

    /// <summary>The signature of a proposal came when its view was over.</summary>
    ProposalTooLate,

    /// <summary>The signature of a timeout came when its view was over.</summary>
    TimeoutTooLate,

    /// <summary>The signature of a prevote came when its view was over.</summary>
    PrevoteTooLate,

    /// <summary>A vote arrived for a view that was over.</summary>
    VoteOfOldView,

    /// <summary>A vote arrived for a view after the next.</summary>
    VoteAhead,

    /// <summary>A timeout arrived for a view that was over.</summary>
    TimeoutOfOldView,

    /// <summary>A timeout arrived for a later view.</summary>
    TimeoutAhead,

    /// <summary>A timeout brought a certificate of the current view or a later one.</summary>
    TimeoutWithNewerCertificate,

    /// <summary>A proposal arrived for a view that was over.</summary>
    ProposalOfOldView,

    /// <summary>A proposal arrived for a later view.</summary>
    ProposalAhead,

    /// <summary>A proposal built on a view that the node had not entered.</summary>
    ProposalOnUnknownView,

    /// <summary>A commit certificate arrived for a later view.</summary>
    CommitAhead,

    /// <summary>A certificate opened a view more than ten ahead.</summary>
    EntryFarAhead,

    /// <summary>The end of the current epoch was shown to a node.</summary>
    EpochProofTaken,

    /// <summary>The end of an epoch was shown to a node that had left it.</summary>
    EpochProofTooLate,

    /// <summary>A message of an epoch arrived that was over here.</summary>
    MessageOfClosedEpoch,

    /// <summary>A message of the next epoch arrived.</summary>
    MessageOfNextEpoch,

    /// <summary>A message of an epoch after the next arrived.</summary>
    MessageOfFarEpoch,

    /// <summary>A node entered a view without the one before.</summary>
    ViewsSkipped,

    /// <summary>A node entered a view more than ten ahead.</summary>
    ManyViewsSkipped,

    /// <summary>A view began with the longest timeout.</summary>
    TimeoutAtItsCap,

    /// <summary>A node's own vote, timeout or start opened a view.</summary>
    ViewEnteredByOwnVote,

    /// <summary>A vote completed a certificate and opened a view.</summary>
    ViewEnteredByVote,

    /// <summary>A timeout, or a certificate in it, opened a view.</summary>
    ViewEnteredByTimeout,

    /// <summary>A certificate in a proposal opened a view.</summary>
    ViewEnteredByProposal,

    /// <summary>A quorum certificate that was sent alone opened a view.</summary>
    ViewEnteredByQuorum,

    /// <summary>A timeout certificate that was sent alone opened a view.</summary>
    ViewEnteredByTimeoutCertificate,

    /// <summary>A certificate in a block that was asked for opened a view.</summary>
    ViewEnteredByBlock,

    /// <summary>A block was asked for by hash.</summary>
    BlockAskedFor,

    /// <summary>Blocks were asked for by height.</summary>
    BlocksAskedFor,

    /// <summary>A block above the final head was sent to who asked.</summary>
    BlockServedFromMemory,

    /// <summary>A node asked how its epoch ended.</summary>
    EpochEndAskedFor,

    /// <summary>The end of an epoch was shown from memory.</summary>
    EpochEndShown,

    /// <summary>A block was asked for that is not here.</summary>
    UnknownBlockAskedFor,

    /// <summary>Final blocks were sent to who asked by height.</summary>
    BlocksServedByHeight,

    /// <summary>The end of an epoch was shown from the disk.</summary>
    EpochEndShownFromDisk,

    /// <summary>A block of a view that was over was executed.</summary>
    OldBlockExecuted,

    /// <summary>More than sixteen blocks became final at once.</summary>
    ManyBlocksFinal,

    /// <summary>A block became final too far below its proof to carry it.</summary>
    FinalWithoutProof,

    /// <summary>A block became final more than ten views after its own.</summary>
    FinalLongAfterItsView,

    /// <summary>A peer was blamed for an invalid proposal.</summary>
    BlameForProposal,

    /// <summary>A peer was blamed for a vote with a bad signature.</summary>
    BlameForVote,

    /// <summary>A peer was blamed for a timeout with a bad signature.</summary>
    BlameForTimeout,

    /// <summary>A peer was blamed for the certificate in a timeout.</summary>
    BlameForTimeoutCertificate,

    /// <summary>A peer was blamed for a certificate that opens no view.</summary>
    BlameForEntry,

    /// <summary>A peer was blamed for a bad commit certificate.</summary>
    BlameForCommit,

    /// <summary>A peer was blamed for evidence that convicts nobody.</summary>
    BlameForEvidence,

    /// <summary>A peer was blamed for a bad end of an epoch.</summary>
    BlameForEpochProof,

    /// <summary>A peer was blamed for something else.</summary>
    BlameForOther,

    /// <summary>One piece of evidence convicted several validators.</summary>
    SeveralConvicted,

    /// <summary>Two headers in one view convicted a validator.</summary>
    DoubleProposalConvicted,

    /// <summary>Two prevotes in one view convicted a validator.</summary>
    DoublePrevoteConvicted,

    /// <summary>Two precommits in one view convicted a validator.</summary>
    DoublePrecommitConvicted,

    /// <summary>A timeout below its lock convicted a validator.</summary>
    AmnesiaConvicted,

    /// <summary>A vote for what nobody may vote for convicted a validator.</summary>
    InvalidVoteConvicted,

    /// <summary>A view was given up in which the node had prevoted.</summary>
    PrevoteThenTimeout,

    /// <summary>Two honest validators proposed in one view.</summary>
    TwoHonestProposals,

    /// <summary>A proposal skipped more than ten views.</summary>
    ProposalLongAfterParent,
}
