using Aether.Node.Telemetry.Collecting;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>One metric: everything that code, documents, dashboards and alerts say of it.</summary>
/// <param name="Name">As Prometheus has it: base units, `_total` for counters.</param>
/// <param name="Kind">Counter, gauge or histogram.</param>
/// <param name="Unit">seconds, bytes, ratio, or empty for a number of things.</param>
/// <param name="Help">One sentence without a full stop.</param>
/// <param name="Labels">Names of its labels; their values come from fixed sets.</param>
internal sealed record MetricInfo(string Name, MetricKind Kind, string Unit, string Help, string[] Labels)
{
    /// <summary>Reads it from the node; null for what the node counts as it happens.</summary>
    public Action<NodeSources, Readings>? Read { get; init; }

    /// <summary>Upper bounds of a histogram, ascending; the last bucket has none.</summary>
    public double[] Bounds { get; init; } = [];

    /// <summary>Where it has values; empty for every node.</summary>
    public string Where { get; init; } = "";
}
