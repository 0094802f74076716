namespace Aether.Node.Telemetry.Catalogue;

/// <summary>The three kinds of metrics.</summary>
internal enum MetricKind : byte
{
    /// <summary>Rises, and starts again at zero with the process.</summary>
    Counter = 0,

    /// <summary>Rises and falls.</summary>
    Gauge = 1,

    /// <summary>Counts observations by upper bounds.</summary>
    Histogram = 2,
}
