namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>The series of one node at one time.</summary>
/// <param name="Second">Seconds since the start of the run.</param>
/// <param name="Series">Values by key; see <see cref="MetricsText"/>.</param>
internal sealed record MetricsSample(double Second, IReadOnlyDictionary<string, double> Series);
