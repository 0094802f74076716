namespace Aether.NodeTests.Telemetry.Dashboards;

/// <summary>One panel of a dashboard.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Unit">Grafana's name of the unit.</param>
/// <param name="Queries">Expressions, each with the legend of its lines.</param>
internal sealed record Panel(string Title, string Unit, params (string Expression, string Legend)[] Queries)
{
    /// <summary>One number instead of lines.</summary>
    public bool IsStat { get; init; }

    /// <summary>A line at an objective; null without one.</summary>
    public double? Objective { get; init; }
}
