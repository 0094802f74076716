using System.Text.Json.Nodes;
using Aether.Tools.Cli.Metrics;

namespace Aether.Tools.Commands.Top;

/// <summary>What `top` shows: two pages of metrics and the time between them.</summary>
internal sealed class TopFrame
{
    private const string Finality = "aether_consensus_finality_latency_seconds";

    private readonly MetricsPage _now;
    private readonly MetricsPage _before;
    private readonly double _seconds;

    /// <summary>Compares two pages.</summary>
    /// <param name="now">The newer one.</param>
    /// <param name="before">The older one.</param>
    /// <param name="elapsed">Time between them.</param>
    /// <param name="oldest">A still older page, for quantiles over more than one interval.</param>
    public TopFrame(MetricsPage now, MetricsPage before, TimeSpan elapsed, MetricsPage? oldest = null)
    {
        _now = now;
        _before = before;
        _seconds = Math.Max(elapsed.TotalSeconds, 1e-3);
        Stages = [.. ReadStages()];
        Links = [.. _now.All("aether_link_depth").Select(ReadLink)];
        FinalityP50 = _now.Quantile(Finality, 0.5, oldest ?? before) ?? _now.Quantile(Finality, 0.5);
        FinalityP95 = _now.Quantile(Finality, 0.95, oldest ?? before) ?? _now.Quantile(Finality, 0.95);
    }

    /// <summary>Stages in the node's order.</summary>
    public IReadOnlyList<TopStage> Stages { get; }

    /// <summary>Links in the node's order.</summary>
    public IReadOnlyList<TopLink> Links { get; }

    /// <summary>Median time to finality in seconds; null when nothing became final.</summary>
    public double? FinalityP50 { get; }

    /// <summary>The time to finality in seconds that one block in twenty exceeds; null as above.</summary>
    public double? FinalityP95 { get; }

    /// <summary>Transactions of final blocks a second.</summary>
    public double TransactionsPerSecond => Rate("aether_execution_transactions_total");

    /// <summary>Slots that ended in the interval with a final block.</summary>
    public int FinalSlots => Count("final");

    /// <summary>Slots that ended in the interval without one.</summary>
    public int EmptySlots => Count("empty");

    /// <summary>A value by its name; null when the node does not tell it.</summary>
    public double? Value(string name) => _now.Sum(name);

    /// <summary>The peers' smoothed round-trip times in milliseconds; null where the node measures none.</summary>
    /// <param name="statistic">`min`, `median` or `max`.</param>
    public double? PeerRttMs(string statistic) => _now.Sum("aether_p2p_rtt_seconds", "statistic", statistic) * 1e3;

    /// <summary>For programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["intervalSeconds"] = Round(_seconds),
        ["epoch"] = Round(Value("aether_consensus_epoch")),
        ["slot"] = Round(Value("aether_consensus_slot")),
        ["height"] = Round(Value("aether_consensus_head_height")),
        ["finalizedHeight"] = Round(Value("aether_consensus_finalized_height")),
        ["finalizedAgeSeconds"] = Round(Value("aether_consensus_finalized_age_seconds")),
        ["slots"] = new JsonObject { ["final"] = FinalSlots, ["empty"] = EmptySlots },
        ["finalitySeconds"] = new JsonObject { ["p50"] = Round(FinalityP50), ["p95"] = Round(FinalityP95) },
        ["transactionsPerSecond"] = Round(TransactionsPerSecond),
        ["mempool"] = new JsonObject
        {
            ["transactions"] = Round(Value("aether_mempool_transactions")),
            ["capacity"] = Round(Value("aether_mempool_capacity_transactions")),
        },
        ["peers"] = Round(Value("aether_p2p_peers")),
        ["peerRttMs"] = new JsonObject
        {
            ["min"] = Round(PeerRttMs("min")),
            ["median"] = Round(PeerRttMs("median")),
            ["max"] = Round(PeerRttMs("max")),
        },
        ["stages"] = new JsonArray([.. Stages.Select(ToJson)]),
        ["links"] = new JsonArray([.. Links.Select(ToJson)]),
    };

    private static JsonNode ToJson(TopStage stage) => new JsonObject
    {
        ["stage"] = stage.Stage,
        ["thread"] = stage.Thread,
        ["busy"] = Round(stage.Busy),
        ["wait"] = Round(stage.Wait),
        ["backpressure"] = Round(stage.Backpressure),
        ["housekeeping"] = Round(stage.Housekeeping),
        ["itemsPerSecond"] = Round(stage.ItemsPerSecond),
        ["droppedPerSecond"] = Round(stage.DroppedPerSecond),
    };

    private static JsonNode ToJson(TopLink link) => new JsonObject
    {
        ["link"] = link.Link,
        ["depth"] = Round(link.Depth),
        ["capacity"] = Round(link.Capacity),
        ["highWater"] = Round(link.HighWater),
    };

    // JSON has no infinities, and nobody reads the tenth digit.
    private static double? Round(double? value) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, 4) : null;

    private IEnumerable<TopStage> ReadStages()
    {
        IEnumerable<string> names = _now.All("aether_stage_regime_seconds_total")
            .Select(sample => sample.Label("stage")).Distinct(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string thread = _now.All("aether_stage_info")
                .FirstOrDefault(sample => sample.Label("stage") == name)?.Label("thread") ?? "";
            yield return new TopStage(
                name, thread, Share(name, "busy"), Share(name, "wait"), Share(name, "backpressure"),
                Share(name, "housekeeping"), Rate("aether_stage_items_total", "stage", name),
                Rate("aether_stage_dropped_total", "stage", name));
        }
    }

    private TopLink ReadLink(MetricSample depth)
    {
        string name = depth.Label("link");
        return new TopLink(
            name, depth.Value, _now.Sum("aether_link_capacity", "link", name) ?? 0,
            _now.Sum("aether_link_high_water", "link", name) ?? 0);
    }

    private double Share(string stage, string regime)
    {
        double Seconds(MetricsPage page) => page.All("aether_stage_regime_seconds_total")
            .Where(sample => sample.Label("stage") == stage && sample.Label("regime") == regime)
            .Sum(sample => sample.Value);
        return Math.Clamp(Since(Seconds(_now), Seconds(_before)) / _seconds, 0, 1);
    }

    private double Rate(string name, string? label = null, string? value = null) =>
        Since(_now.Sum(name, label, value) ?? 0, _before.Sum(name, label, value) ?? 0) / _seconds;

    private int Count(string outcome) => (int)Math.Clamp(
        Since(
            _now.Sum("aether_consensus_slots_total", "outcome", outcome) ?? 0,
            _before.Sum("aether_consensus_slots_total", "outcome", outcome) ?? 0),
        0,
        1000);

    // A counter that fell started again with its node.
    private static double Since(double now, double before) => now >= before ? now - before : now;
}
