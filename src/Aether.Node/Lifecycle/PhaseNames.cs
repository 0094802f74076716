namespace Aether.Node.Lifecycle;

/// <summary>The steps as metrics, RPC and logs name them.</summary>
internal static class PhaseNames
{
    /// <summary>Name of a step, such as opening_storage.</summary>
    public static string Of(NodePhase phase) => phase switch
    {
        NodePhase.OpeningStorage => "opening_storage",
        NodePhase.Recovering => "recovering",
        NodePhase.SnapshotSearch => "snapshot_search",
        NodePhase.SnapshotDownload => "snapshot_download",
        NodePhase.SnapshotVerify => "snapshot_verify",
        NodePhase.SnapshotLoad => "snapshot_load",
        NodePhase.Replaying => "replaying",
        NodePhase.Peering => "peering",
        NodePhase.CatchingUp => "catching_up",
        NodePhase.Running => "running",
        NodePhase.Draining => "draining",
        NodePhase.Stopped => "stopped",
        _ => "failed",
    };
}
