namespace Aether.Tools.Cli.Metrics;

/// <summary>One line of a metrics page.</summary>
/// <param name="Name">Name, with the `_bucket` of a histogram.</param>
/// <param name="Labels">Values by label.</param>
/// <param name="Value">Number; may be no number at all.</param>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>Value of a label; empty when it has none.</summary>
    public string Label(string name) => Labels.GetValueOrDefault(name, "");
}
