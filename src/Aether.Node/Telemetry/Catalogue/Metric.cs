using Aether.Node.Telemetry.Collecting;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Makes rows of the catalogue.</summary>
internal static class Metric
{
    /// <summary>A value that is read from the node and rises and falls.</summary>
    public static MetricInfo Gauge(
        string name, string unit, string help, Action<NodeSources, Readings> read, params string[] labels) =>
        new(name, MetricKind.Gauge, unit, help, labels) { Read = read };

    /// <summary>A total that is read from the node.</summary>
    public static MetricInfo Total(
        string name, string unit, string help, Action<NodeSources, Readings> read, params string[] labels) =>
        new(name, MetricKind.Counter, unit, help, labels) { Read = read };

    /// <summary>A total that is counted as things happen.</summary>
    public static MetricInfo Counted(string name, string help, params string[] labels) =>
        new(name, MetricKind.Counter, "", help, labels);

    /// <summary>Durations, counted by bounds as things happen.</summary>
    public static MetricInfo Durations(string name, string help, double[] bounds, params string[] labels) =>
        new(name, MetricKind.Histogram, "seconds", help, labels) { Bounds = bounds };

    /// <summary>Numbers of things, counted by bounds as things happen.</summary>
    public static MetricInfo Sizes(string name, string help, double[] bounds, params string[] labels) =>
        new(name, MetricKind.Histogram, "", help, labels) { Bounds = bounds };
}
