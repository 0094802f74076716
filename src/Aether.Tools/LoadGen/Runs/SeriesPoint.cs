namespace Aether.Tools.LoadGen.Runs;

/// <summary>One interval of a run's time series; counts are of the interval, latencies in milliseconds.</summary>
internal sealed record SeriesPoint
{
    /// <summary>Start of the interval, seconds since the start of the run.</summary>
    public required double Second { get; init; }

    /// <summary>Length of the interval, seconds.</summary>
    public required double Length { get; init; }

    /// <summary>Came due.</summary>
    public long Offered { get; init; }

    /// <summary>Taken.</summary>
    public long Accepted { get; init; }

    /// <summary>Seen in a block.</summary>
    public long Included { get; init; }

    /// <summary>Seen final.</summary>
    public long Final { get; init; }

    /// <summary>Failed or expired.</summary>
    public long Failed { get; init; }

    /// <summary>Offered and not accounted for at the end.</summary>
    public long Backlog { get; init; }

    /// <summary>95th percentile of the answers.</summary>
    public double AdmitP95 { get; init; }

    /// <summary>95th percentile of the blocks.</summary>
    public double IncludeP95 { get; init; }

    /// <summary>Median of finality.</summary>
    public double FinalP50 { get; init; }

    /// <summary>95th percentile of finality.</summary>
    public double FinalP95 { get; init; }

    /// <summary>Largest finality.</summary>
    public double FinalMax { get; init; }

    /// <summary>Two neighbours as one: counts add up, latencies are the worse of both.</summary>
    public static SeriesPoint Merge(SeriesPoint first, SeriesPoint second) => new()
    {
        Second = first.Second,
        Length = first.Length + second.Length,
        Offered = first.Offered + second.Offered,
        Accepted = first.Accepted + second.Accepted,
        Included = first.Included + second.Included,
        Final = first.Final + second.Final,
        Failed = first.Failed + second.Failed,
        Backlog = second.Backlog,
        AdmitP95 = Math.Max(first.AdmitP95, second.AdmitP95),
        IncludeP95 = Math.Max(first.IncludeP95, second.IncludeP95),
        FinalP50 = Math.Max(first.FinalP50, second.FinalP50),
        FinalP95 = Math.Max(first.FinalP95, second.FinalP95),
        FinalMax = Math.Max(first.FinalMax, second.FinalMax),
    };
}
