namespace Aether.Node.Lifecycle;

/// <summary>What a node does between its start and its end, in the usual order.</summary>
internal enum NodePhase
{
    /// <summary>Opens the store and checks that it fits the genesis.</summary>
    OpeningStorage,

    /// <summary>Executes again what the log holds beyond the store.</summary>
    Recovering,

    /// <summary>Looks for a snapshot to begin from.</summary>
    SnapshotSearch,

    /// <summary>Fetches it.</summary>
    SnapshotDownload,

    /// <summary>Checks it.</summary>
    SnapshotVerify,

    /// <summary>Puts it into the store.</summary>
    SnapshotLoad,

    /// <summary>Executes blocks that were fetched.</summary>
    Replaying,

    /// <summary>Looks for peers.</summary>
    Peering,

    /// <summary>Follows the chain from behind.</summary>
    CatchingUp,

    /// <summary>Does its work.</summary>
    Running,

    /// <summary>Was asked to stop and finishes what it has begun.</summary>
    Draining,

    /// <summary>Has stopped.</summary>
    Stopped,

    /// <summary>Stopped itself.</summary>
    Failed,
}
