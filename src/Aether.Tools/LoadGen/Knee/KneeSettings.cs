namespace Aether.Tools.LoadGen.Knee;

/// <summary>How the knee is searched and what a rate must do to hold.</summary>
internal sealed record KneeSettings
{
    /// <summary>First rate, transactions a second.</summary>
    public required double Start { get; init; }

    /// <summary>Lowest and highest rate tried.</summary>
    public required (double Least, double Most) Bounds { get; init; }

    /// <summary>What the ramp multiplies by.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>
    /// The search ends when the lowest rate that fails is at most this much above the highest that holds.
    /// </summary>
    public double Resolution { get; init; } = 0.05;

    /// <summary>Largest finality p95, milliseconds.</summary>
    public required double SloMs { get; init; }

    /// <summary>
    /// Largest slope of the backlog as a share of the rate. A sampled backlog jumps by a block, so zero itself cannot
    /// be
    /// told from noise.
    /// </summary>
    public double MaxSlopeShare { get; init; } = 0.02;

    /// <summary>Largest share that fails or expires.</summary>
    public double MaxErrors { get; init; } = 0.01;

    /// <summary>Most steps of one search.</summary>
    public int MaxSteps { get; init; } = 40;

    /// <summary>Why a probe does not hold; empty when it does.</summary>
    public string Fault(KneeProbe probe) =>
        probe.FinalP95 > SloMs
            ? FormattableString.Invariant($"finality p95 {probe.FinalP95:F0} ms is above {SloMs:F0} ms")
        : probe.ErrorRate > MaxErrors
            ? FormattableString.Invariant($"{probe.ErrorRate:P2} failed or expired")
        : probe.BacklogSlope > MaxSlopeShare * probe.Rate
            ? FormattableString.Invariant($"the backlog grew by {probe.BacklogSlope:F1} a second")
        : string.Empty;
}
