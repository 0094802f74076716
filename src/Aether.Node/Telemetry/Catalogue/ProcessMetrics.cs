using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>The process, the runtime and telemetry itself.</summary>
internal static class ProcessMetrics
{
    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Gauge(
            "aether_build_info",
            "",
            "The program: always 1",
            static (node, to) => to.Add(
                1, BuildStamp.Version, BuildStamp.Commit, node.ConfigHash(), RuntimeInformation.RuntimeIdentifier),
            "version",
            "commit",
            "config_hash",
            "rid"),
        Gauge("aether_node_up", "", "1 while the node runs, 0 after it stopped itself", static (node, to) =>
            to.Add(node.Pipeline.Fault is null ? 1 : 0)),
        Gauge("aether_start_phase", "",
            "What the node does: 0 to 8 are its start in order, 9 running, 10 draining, 11 stopped, 12 failed",
            static (node, to) => to.Add((int)node.Lifecycle.Read().Current)),
        Gauge("aether_node_uptime_seconds", "seconds", "Time since the node was opened", static (node, to) =>
            to.Add(node.View.UptimeMs / 1_000.0)),
        Total("process_cpu_seconds_total", "seconds", "Processor time of the process", static (_, to) =>
            to.Add(Environment.CpuUsage.TotalTime.TotalSeconds)),
        Gauge("process_resident_memory_bytes", "bytes", "Memory of the process in RAM", static (_, to) =>
            to.Add(Environment.WorkingSet)),
        Gauge("process_virtual_memory_bytes", "bytes", "Address space of the process", static (node, to) =>
            to.Add(node.Process.VirtualBytes)),
        Gauge("process_start_time_seconds", "seconds", "When the process began, since the Unix epoch",
            static (node, to) => to.Add(node.Process.StartSeconds)),
        Gauge("process_threads", "", "Threads of the process", static (node, to) => to.Add(node.Process.Threads)),
        Gauge("process_open_fds", "", "Open files of the process", static (node, to) =>
            node.Process.EachOpenFiles(count => to.Add(count))) with { Where = "Linux" },
        Total("dotnet_gc_pause_seconds_total", "seconds", "Time that the garbage collector stopped all threads",
            static (_, to) => to.Add(GC.GetTotalPauseDuration().TotalSeconds)),
        Total("dotnet_gc_collections_total", "", "Collections by generation", static (_, to) =>
        {
            for (int generation = 0; generation <= GC.MaxGeneration; generation++)
            {
                to.Add(GC.CollectionCount(generation), generation.ToString(CultureInfo.InvariantCulture));
            }
        }, "generation"),
        Total("dotnet_gc_allocated_bytes_total", "bytes", "Bytes allocated on the managed heap", static (_, to) =>
            to.Add(GC.GetTotalAllocatedBytes())),
        Gauge("dotnet_gc_heap_bytes", "bytes", "Managed heap after the last collection", static (_, to) =>
            to.Add(GC.GetGCMemoryInfo().HeapSizeBytes)),
        Gauge("dotnet_gc_committed_bytes", "bytes", "Memory that the managed heap holds", static (_, to) =>
            to.Add(GC.GetGCMemoryInfo().TotalCommittedBytes)),
        Gauge("dotnet_thread_pool_threads", "", "Threads of the pool", static (_, to) =>
            to.Add(ThreadPool.ThreadCount)),
        Gauge("dotnet_thread_pool_queue_length", "", "Work that waits for the pool", static (_, to) =>
            to.Add(ThreadPool.PendingWorkItemCount)),
        Total("dotnet_lock_contentions_total", "", "Times that a thread waited for a monitor", static (_, to) =>
            to.Add(Monitor.LockContentionCount)),
        Total("dotnet_jit_compiled_methods_total", "", "Methods compiled", static (_, to) =>
            to.Add(JitInfo.GetCompiledMethodCount())),
        Total("aether_telemetry_series_lost_total", "", "Time series that were not kept: there were too many",
            static (node, to) => to.Add(node.LostSeries())),
        Total("aether_telemetry_spans_total", "", "Spans of traces by what became of them", static (node, to) =>
        {
            to.Add(node.Spans.Sent, "sent");
            to.Add(node.Spans.Dropped, "dropped");
            to.Add(node.Spans.Failed, "failed");
        }, "result"),
    ];
}
