using Aether.Tools.LoadGen.Histograms;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>Latencies of one stage, milliseconds from the intended send time, those of settle from the answer.
/// </summary>
internal sealed record StageResult
{
    /// <summary>`send`, `admit`, `include`, `finality` or `settle`.</summary>
    public required string Stage { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>Mean.</summary>
    public double Mean { get; init; }

    /// <summary>Median.</summary>
    public double P50 { get; init; }

    /// <summary>90th percentile.</summary>
    public double P90 { get; init; }

    /// <summary>95th percentile.</summary>
    public double P95 { get; init; }

    /// <summary>99th percentile.</summary>
    public double P99 { get; init; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; init; }

    /// <summary>99.99th percentile.</summary>
    public double P9999 { get; init; }

    /// <summary>Largest.</summary>
    public double Max { get; init; }

    /// <summary>The whole histogram: compressed HdrHistogram V2 in base64.</summary>
    public string Hdr { get; init; } = "";

    /// <summary>Summarises a histogram.</summary>
    public static StageResult Of(string stage, HdrHistogram histogram) => new()
    {
        Stage = stage,
        Count = histogram.Count,
        Mean = histogram.Mean / 1000,
        P50 = histogram.Percentile(50) / 1000.0,
        P90 = histogram.Percentile(90) / 1000.0,
        P95 = histogram.Percentile(95) / 1000.0,
        P99 = histogram.Percentile(99) / 1000.0,
        P999 = histogram.Percentile(99.9) / 1000.0,
        P9999 = histogram.Percentile(99.99) / 1000.0,
        Max = histogram.Max / 1000.0,
        Hdr = HistogramLog.Encode(histogram),
    };
}
