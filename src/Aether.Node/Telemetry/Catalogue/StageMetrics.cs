using Aether.Pipeline.Status;
using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>What the stages, threads and links of the pipeline do.</summary>
internal static class StageMetrics
{
    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Total(
            "aether_stage_regime_seconds_total",
            "seconds",
            "Time of a stage by what it did; a shared thread's wait and housekeeping stand at its entry stage",
            static (node, to) => node.EachStage(stage =>
            {
                to.Add(stage.Busy.TotalSeconds, stage.Stage, "busy");
                to.Add(stage.Wait.TotalSeconds, stage.Stage, "wait");
                to.Add(stage.Backpressure.TotalSeconds, stage.Stage, "backpressure");
                to.Add(stage.Housekeeping.TotalSeconds, stage.Stage, "housekeeping");
            }),
            "stage",
            "regime"),
        Total(
            "aether_thread_regime_seconds_total",
            "seconds",
            "Time of a pipeline thread by what it did; the sum over the regimes is its lifetime",
            static (node, to) => ReadThreads(node, to),
            "thread",
            "regime"),
        Total(
            "aether_thread_cpu_seconds_total",
            "seconds",
            "Processor time of a pipeline thread",
            static (node, to) => node.EachThreadCpu((thread, cpu) => to.Add(cpu.TotalSeconds, thread)),
            "thread"),
        Gauge(
            "aether_stage_info",
            "",
            "Which thread runs a stage; always 1",
            static (node, to) => node.EachStage(stage => to.Add(1, stage.Stage, stage.Thread)),
            "stage",
            "thread"),
        Total(
            "aether_stage_items_total",
            "",
            "What a stage took: transactions, messages, blocks or entries",
            static (node, to) => node.EachStage(stage => to.Add(stage.Items, stage.Stage)),
            "stage"),
        Total(
            "aether_stage_dropped_total",
            "",
            "What a stage did not pass on, by reason",
            static (node, to) =>
            {
                foreach (DropSample drop in node.Pipeline.ReadDrops())
                {
                    to.Add(drop.Count, drop.Stage, drop.Reason);
                }
            },
            "stage",
            "reason"),
        Gauge("aether_link_depth", "", "Items that wait in a link", static (node, to) =>
            node.EachLink(link => to.Add(link.Depth, link.Link)), "link"),
        Gauge("aether_link_capacity", "", "Most items a link holds", static (node, to) =>
            node.EachLink(link => to.Add(link.Capacity, link.Link)), "link"),
        Gauge("aether_link_high_water", "", "Most items that ever waited in a link", static (node, to) =>
            node.EachLink(link => to.Add(link.HighWater, link.Link)), "link"),
    ];

    private static void ReadThreads(Collecting.NodeSources node, Collecting.Readings to)
    {
        foreach (ThreadSample thread in node.Threads)
        {
            to.Add(thread.Stages.Sum(stage => stage.Busy.TotalSeconds), thread.Thread, "busy");
            to.Add(thread.Stages.Sum(stage => stage.Wait.TotalSeconds), thread.Thread, "wait");
            to.Add(thread.Stages.Sum(stage => stage.Backpressure.TotalSeconds), thread.Thread, "backpressure");
            to.Add(thread.Stages.Sum(stage => stage.Housekeeping.TotalSeconds), thread.Thread, "housekeeping");
        }
    }
}
