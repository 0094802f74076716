namespace Aether.Node.Logging;

/// <summary>Every kind of line that a node logs.</summary>
internal static class NodeEvents
{
    /// <summary>Another part of the start or the end began.</summary>
    public static readonly LogEvent PhaseBegan = new("phase_began", "lifecycle", LogLevel.Debug);

    /// <summary>The node serves requests.</summary>
    public static readonly LogEvent Ready = new("node_ready", "lifecycle", LogLevel.Info);

    /// <summary>The first block of this run is final.</summary>
    public static readonly LogEvent FirstFinal = new("first_final_block", "lifecycle", LogLevel.Info);

    /// <summary>A chain for development was put back to a snapshot.</summary>
    public static readonly LogEvent Reverted = new("chain_reverted", "lifecycle", LogLevel.Info);

    /// <summary>A stop was asked for.</summary>
    public static readonly LogEvent DrainBegan = new("drain_began", "lifecycle", LogLevel.Info);

    /// <summary>A part of the stop is done.</summary>
    public static readonly LogEvent DrainStep = new("drain_step", "lifecycle", LogLevel.Info);

    /// <summary>The node has stopped.</summary>
    public static readonly LogEvent Stopped = new("node_stopped", "lifecycle", LogLevel.Info);

    /// <summary>The stop took too long.</summary>
    public static readonly LogEvent DrainTimeout = new("drain_timeout", "lifecycle", LogLevel.Error, "AE-7501");

    /// <summary>The process before did not end cleanly.</summary>
    public static readonly LogEvent StaleLock = new("stale_lock_taken", "lifecycle", LogLevel.Warn, "AE-7601");

    /// <summary>What the node said before there were names; progress of joining, of snapshots, of the signer.</summary>
    public static readonly LogEvent Note = new("note", "node", LogLevel.Info);

    /// <summary>Progress of joining the chain.</summary>
    public static readonly LogEvent Join = new("join", "sync", LogLevel.Info);

    /// <summary>A snapshot was made, or could not be.</summary>
    public static readonly LogEvent Snapshot = new("snapshot", "snapshots", LogLevel.Info);

    /// <summary>The link to the signer changed.</summary>
    public static readonly LogEvent Signer = new("signer", "signer", LogLevel.Info);

    /// <summary>The store has something to say.</summary>
    public static readonly LogEvent Store = new("store_warning", "storage", LogLevel.Warn, "AE-7403");

    /// <summary>There is no admin socket.</summary>
    public static readonly LogEvent NoAdmin = new("admin_socket_absent", "rpc", LogLevel.Warn, "AE-3003");

    /// <summary>A method failed by a fault of the program.</summary>
    public static readonly LogEvent RpcFailed = new("rpc_method_failed", "rpc", LogLevel.Error, "AE-1001");

    /// <summary>A peer is banned.</summary>
    public static readonly LogEvent PeerBanned = new("peer_banned", "p2p", LogLevel.Info);

    /// <summary>What the keys signed before is not known.</summary>
    public static readonly LogEvent Abstaining = new("signing_waits", "consensus", LogLevel.Warn, "AE-8005");

    /// <summary>The wait is over.</summary>
    public static readonly LogEvent SigningBegins = new("signing_begins", "consensus", LogLevel.Info);

    /// <summary>Two conflicting blocks are final.</summary>
    public static readonly LogEvent Conflict = new("conflicting_finality", "consensus", LogLevel.Error, "AE-7602");

    /// <summary>Free space falls.</summary>
    public static readonly LogEvent DiskLow = new("disk_low", "disk", LogLevel.Warn, "AE-7404");

    /// <summary>No snapshots are made for want of space.</summary>
    public static readonly LogEvent DiskPaused = new("disk_work_paused", "disk", LogLevel.Warn, "AE-7405");

    /// <summary>The node stops for want of space.</summary>
    public static readonly LogEvent DiskFull = new("disk_full", "disk", LogLevel.Error, "AE-7402");

    /// <summary>There is space again.</summary>
    public static readonly LogEvent DiskRecovered = new("disk_recovered", "disk", LogLevel.Info);

    /// <summary>A log level was changed while the node ran.</summary>
    public static readonly LogEvent LevelsChanged = new("log_levels_changed", "lifecycle", LogLevel.Info);

    /// <summary>The flight record cannot be written.</summary>
    public static readonly LogEvent FlightEnded = new("flight_record_ended", "disk", LogLevel.Warn, "AE-7406");

    /// <summary>The index by account begins again, or ends.</summary>
    public static readonly LogEvent Index = new("account_index", "index", LogLevel.Warn, "AE-7407");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        PhaseBegan, Ready, FirstFinal, Reverted, DrainBegan, DrainStep, Stopped, DrainTimeout, StaleLock, Note, Join,
        Snapshot, Signer, Store, NoAdmin, RpcFailed, PeerBanned, Abstaining, SigningBegins, Conflict, DiskLow,
        DiskPaused, DiskFull, DiskRecovered, LevelsChanged, FlightEnded, Index,
    ];
}
