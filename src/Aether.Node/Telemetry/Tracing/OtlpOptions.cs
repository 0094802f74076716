namespace Aether.Node.Telemetry.Tracing;

/// <summary>Where traces go.</summary>
/// <param name="Endpoint">The collector, without `/v1/traces`.</param>
/// <param name="Ratio">Share of traces that are sent, 0 to 1.</param>
internal sealed record OtlpOptions(Uri Endpoint, double Ratio);
