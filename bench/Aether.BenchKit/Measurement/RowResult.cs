namespace Aether.BenchKit.Measurement;

/// <summary>The figures of one row: nanoseconds for each operation in every round, and what follows.</summary>
/// <param name="Row">What was measured.</param>
/// <param name="KernelRounds">Nanoseconds per operation, one figure a round.</param>
/// <param name="PeerRounds">The same of the peer, taken in the same rounds; null without a peer.</param>
internal sealed record RowResult(KernelRow Row, double[] KernelRounds, double[]? PeerRounds)
{
    public double Median => Statistics.Median(KernelRounds);

    /// <summary>Gigabytes of data a second on the cores of the row; null where no rate is asked for.</summary>
    public double? GigabytesPerSecond => Row.BytesPerOperation == 0 ? null : Row.BytesPerOperation / Median;

    public double? PeerMedian => PeerRounds is null ? null : Statistics.Median(PeerRounds);

    /// <summary>Speed as a multiple of the peer's in each round, in which both sides saw the same machine.</summary>
    public double[]? RoundRatios =>
        PeerRounds?.Zip(KernelRounds, static (peer, kernel) => peer / kernel).ToArray();

    /// <summary>The median of <see cref="RoundRatios"/>.</summary>
    public double? Ratio => RoundRatios is { } ratios ? Statistics.Median(ratios) : null;

    /// <summary>(highest - lowest) / median of the kernel's rounds.</summary>
    public double Spread => Statistics.Spread(KernelRounds);

    /// <summary>Operations a second at the median.</summary>
    public double PerSecond => 1e9 / Median;

    /// <summary>The highest goal that the row reaches: of its rate where one is asked for, else of its ratio.</summary>
    public string Verdict =>
        Row.RateGoals == Goals.None ? Row.Goals.Verdict(Ratio) : Row.RateGoals.Verdict(PerSecond);
}
