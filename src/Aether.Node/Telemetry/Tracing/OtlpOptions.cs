using Aether.Node.Options;

namespace Aether.Node.Telemetry.Tracing;

/// <summary>Where traces go.</summary>
/// <param name="Endpoint">The collector, without `/v1/traces`.</param>
/// <param name="Ratio">Share of traces that are sent, 0 to 1.</param>
internal sealed record OtlpOptions(Uri Endpoint, double Ratio)
{
    /// <summary>The choice of an operator; null for no traces.</summary>
    /// <param name="endpoint">An http or https address; null for none.</param>
    /// <param name="percent">Share of traces, 0 to 100.</param>
    /// <exception cref="NodeStartException">It is no such address.</exception>
    public static OtlpOptions? From(string? endpoint, int percent)
    {
        if (endpoint is null)
        {
            return null;
        }
        return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https"
            ? new OtlpOptions(address, percent / 100.0)
            : throw new NodeStartException(
                ExitCode.Usage,
                $"--otlp-endpoint is an http address such as http://127.0.0.1:4318, not '{endpoint}'.");
    }
}
