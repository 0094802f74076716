using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>State, storage and snapshots.</summary>
internal static class StateMetrics
{
    /// <summary>Time of the state tree.</summary>
    public static MetricInfo Root { get; } = Durations(
        "aether_state_root_seconds", "How long the state tree took the changes of a block and its root", Buckets.Work);

    /// <summary>Time of a commit.</summary>
    public static MetricInfo Commit { get; } = Durations(
        "aether_state_commit_seconds", "How long a final block took to be durable", Buckets.Work);

    /// <summary>Time of the disk.</summary>
    public static MetricInfo Fsync { get; } = Durations(
        "aether_storage_fsync_seconds", "How long a disk took to say that bytes are on it", Buckets.Work, "log");

    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Root,
        Commit,
        Fsync,
        Gauge("aether_storage_bytes", "bytes", "Size of files in the data folder", static (node, to) =>
        {
            foreach ((string component, long bytes) in node.FolderSizes)
            {
                to.Add(bytes, component);
            }
        }, "component"),
        Gauge("aether_disk_free_bytes", "bytes", "Room on the disk of the data folder", static (node, to) =>
            node.Disk((free, _) => to.Add(free))),
        Gauge("aether_disk_size_bytes", "bytes", "Size of the disk of the data folder", static (node, to) =>
            node.Disk((_, size) => to.Add(size))),
        Gauge("aether_snapshot_age_seconds", "seconds", "Time since the newest snapshot in the data folder was made",
            static (node, to) => node.EachSnapshotAge(age => to.Add(age.TotalSeconds)))
            with { Where = "nodes that made a snapshot" },
        Gauge("aether_index_height", "", "Last block in the index by account", static (node, to) =>
        {
            if (node.View.Index is { } index)
            {
                to.Add(index.View.Height);
            }
        }) with { Where = "nodes that keep the index" },
        Gauge("aether_index_lag_blocks", "", "Final blocks that the index by account does not have yet",
            static (node, to) =>
            {
                if (node.View.Index is { } index)
                {
                    to.Add(index.Lag);
                }
            }) with { Where = "nodes that keep the index" },
        Total("aether_index_entries_total", "", "Entries written to the index by account", static (node, to) =>
        {
            if (node.View.Index is { } index)
            {
                to.Add(index.Written);
            }
        }) with { Where = "nodes that keep the index" },
    ];
}
