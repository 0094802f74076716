using Aether.Tools.LoadGen.NodeMetrics;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>What a search for the knee found.</summary>
internal sealed record KneeReport
{
    /// <summary>Largest finality p95, milliseconds.</summary>
    public required double SloMs { get; init; }

    /// <summary>Highest rate that held in each repeat.</summary>
    public required IReadOnlyList<double> Repeats { get; init; }

    /// <summary>Median of the repeats, transactions a second.</summary>
    public required double Knee { get; init; }

    /// <summary>Largest less smallest repeat over the median.</summary>
    public required double Spread { get; init; }

    /// <summary>Final transactions a second of the best step that held.</summary>
    public required double PeakTps { get; init; }

    /// <summary>Every step, in order.</summary>
    public required IReadOnlyList<KneeStepReport> Steps { get; init; }

    /// <summary>What limits the rate above the knee.</summary>
    public Bottleneck? Bottleneck { get; init; }

    /// <summary>What happened far above the knee; null when it was not tried.</summary>
    public OverloadReport? Overload { get; init; }
}
