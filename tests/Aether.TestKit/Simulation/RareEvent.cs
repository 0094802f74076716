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
}
