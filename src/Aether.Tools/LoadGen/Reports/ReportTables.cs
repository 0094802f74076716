using System.Globalization;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>The tables of a report, the same in every form.</summary>
internal static class ReportTables
{
    /// <summary>Heads of <see cref="Stages"/>.</summary>
    public static IReadOnlyList<string> StageHead { get; } =
        ["stage", "count", "mean ms", "p50", "p90", "p95", "p99", "p99.9", "p99.99", "max"];

    /// <summary>Heads of <see cref="Steps"/>.</summary>
    public static IReadOnlyList<string> StepHead { get; } =
        ["repeat", "offered tx/s", "final tx/s", "admit p95 ms", "finality p50 ms", "p95 ms", "from answer p95 ms",
            "backlog /s", "failed", "client processors", "machine", "verdict", "limited by"];

    /// <summary>Heads of <see cref="NodeStages"/>.</summary>
    public static IReadOnlyList<string> NodeHead { get; } =
        ["node", "stage", "busy", "backpressure", "items/s", "dropped"];

    /// <summary>The six counts and what follows from them.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Counts(RunResult run) =>
    [
        ["offered", Number(run.Offered), Text($"{run.OfferedRate:F1}/s over {run.Seconds:F1} s")],
        ["accepted", Number(run.Accepted), Share(run.Accepted, run.Offered)],
        ["included", Number(run.Included), Share(run.Included, run.Offered)],
        ["final", Number(run.Final), Text($"{run.Tps:F1}/s over {run.TpsSeconds:F1} s")],
        ["failed", Number(run.Failed), string.Join(", ", run.Reasons.Select(item => Text($"{item.Key} {item.Value}")))],
        ["busy", Number(run.Busy), Text($"of those failed: refused for want of room or time; {run.Retried} retried")],
        ["never sent", Number(run.Unsent), "of those failed: still waiting in the client when the run was over"],
        ["expired", Number(run.Expired), Share(run.Expired, run.Offered)],
        ["unaccounted", Number(run.Unaccounted), "offered less final, failed and expired"],
    ];

    /// <summary>Latencies of each stage.</summary>
    public static IEnumerable<IReadOnlyList<string>> Stages(RunResult run) => run.Stages.Select(
        IReadOnlyList<string> (stage) =>
        [
            stage.Stage, Number(stage.Count), Ms(stage.Mean), Ms(stage.P50), Ms(stage.P90), Ms(stage.P95),
            Ms(stage.P99), Ms(stage.P999), Ms(stage.P9999), Ms(stage.Max),
        ]);

    /// <summary>Steps of a search.</summary>
    public static IEnumerable<IReadOnlyList<string>> Steps(KneeReport knee) => knee.Steps.Select(
        IReadOnlyList<string> (step) =>
        [
            Text($"{step.Repeat}"), Text($"{step.Rate:F0}"), Text($"{step.Tps:F0}"), Ms(step.AdmitP95),
            Ms(step.FinalP50), Ms(step.FinalP95), Ms(step.SettleP95), Text($"{step.BacklogSlope:F1}"),
            Text($"{step.ErrorRate:P2}"), Text($"{step.ClientProcessors:F2}"), Text($"{step.MachineUsed:F2}"),
            (step.Holds ? "holds" : step.Why) + (step.Valid ? string.Empty : " (client limited)"), step.Bottleneck,
        ]);

    /// <summary>What the stages of each node did, the busiest first.</summary>
    public static IEnumerable<IReadOnlyList<string>> NodeStages(NodesResult nodes) => nodes.Nodes.SelectMany(
        node => node.Stages.OrderByDescending(stage => stage.Busy).Select(
            IReadOnlyList<string> (stage) =>
            [
                node.Name, stage.Stage, Text($"{stage.Busy:P1}"), Text($"{stage.Backpressure:P1}"),
                Text($"{stage.ItemsPerSecond:F0}"),
                string.Join(", ", stage.Dropped.Select(item => Text($"{item.Key} {item.Value:F0}"))),
            ]));

    /// <summary>What happened far above the knee.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Overload(OverloadReport above) =>
    [
        ["offered", Text($"{above.OfferedRate:F0} tx/s, {above.Factor:F0} times the knee")],
        ["final", Text($"{above.Goodput:F0} tx/s, {above.GoodputShare:P0} of the best step that held")],
        ["sent", Text($"{above.SentRate:F0} tx/s, {above.Unsent} never; p95 {above.SendP95:F0} ms late")],
        ["refused as busy", Text($"{above.Busy}, each an end of its own")],
        ["finality p95", Text($"{above.FinalP95:F0} ms, {above.P95Ratio:F2} times {above.UnloadedP95:F0} ms unloaded")],
        ["finality p95 from the answer on", Text(
            $"{above.SettleP95:F0} ms, unloaded {above.UnloadedSettleP95:F0} ms")],
        ["memory of the nodes", above.MemoryGrowth > 0
            ? Text($"{above.MemoryGrowth:F2} times that at the start, at the end {above.MemoryDrift / 1e6:F2} MB/s")
            : "not measured: no metrics"],
        ["client", above.Faults.Count == 0 ? "kept up" : "INVALID: " + string.Join("; ", above.Faults)],
    ];

    /// <summary>How a long run drifted.</summary>
    public static IEnumerable<IReadOnlyList<string>> Soak(SoakReport soak) =>
    [
        ["finality p95", Text($"{soak.FinalP95SlopePerHour:+0.0;-0.0;0} ms an hour")],
        ["admit p95", Text($"{soak.AdmitP95SlopePerHour:+0.0;-0.0;0} ms an hour")],
        ["final tx/s", Text($"{soak.TpsSlopePerHour:+0.0;-0.0;0} an hour")],
        .. soak.MemorySlopePerHour.Select(
            IReadOnlyList<string> (node) =>
                [$"memory of {node.Key}", Text($"{node.Value / 1e6:+0.0;-0.0;0} MB an hour")]),
    ];

    /// <summary>Whether the client kept up.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Client(SelfCheck check) =>
    [
        ["send lag p99", Ms(check.WakeLagP99) + " ms"],
        ["late for want of a signed transaction", Text($"{check.StarvedShare:P2}, by signing {check.SignerShare:P0}")],
        ["wait for a connection p99", Ms(check.ConnectionWaitP99) + " ms"],
        ["processors", Text($"{check.Processors:F2} of {check.MachineProcessors}")],
        ["processors of all programs", check.IsShared ? Text($"{check.MachineUsed:F2}") : "not this machine's nodes"],
        ["collector pauses", Text($"{check.PauseShare:P2} of the time")],
        ["never sent", Number(check.Unsent)],
        ["verdict", check.Faults.Count == 0 ? "valid" : "INVALID: " + string.Join("; ", check.Faults)],
    ];

    /// <summary>Where it ran and what was asked for.</summary>
    public static IEnumerable<IReadOnlyList<string>> Environment(LoadReport report) =>
    [
        ["written", report.CreatedAt.ToString("u", CultureInfo.InvariantCulture)],
        ["processor", Text($"{report.Environment.Cpu}, {report.Environment.Processors} processors")],
        ["memory", Text($"{report.Environment.MemoryBytes / 1e9:F1} GB")],
        ["system", report.Environment.System],
        ["runtime", report.Environment.Runtime],
        ["client", report.Environment.Client],
        ["node", report.Environment.Node],
        ["chain", report.Environment.Chain],
        ["load of the machine before", Text($"{report.Environment.LoadBefore:F2}")],
        .. report.Configuration.Select(IReadOnlyList<string> (item) => [item.Key, item.Value]),
        ["hash of the configuration", report.ConfigurationHash],
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Ms(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) =>
        whole == 0 ? string.Empty : Text($"{(double)part / whole:P2} of offered");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
