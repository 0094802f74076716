namespace Aether.Tools.LoadGen.Reports;

/// <summary>One step of a search.</summary>
/// <param name="Repeat">Which repeat, from 1.</param>
/// <param name="Rate">Offered rate that was asked for.</param>
/// <param name="Tps">Final a second.</param>
/// <param name="FinalP50">Median of finality, milliseconds.</param>
/// <param name="FinalP95">Its 95th percentile.</param>
/// <param name="AdmitP95">95th percentile of the answers.</param>
/// <param name="BacklogSlope">Slope of the backlog, transactions a second.</param>
/// <param name="ErrorRate">Share that failed or expired.</param>
/// <param name="Holds">True when the rate held.</param>
/// <param name="Valid">True when the client kept up.</param>
/// <param name="Why">Why it did not hold; empty when it did.</param>
/// <param name="Bottleneck">What the nodes' metrics name.</param>
internal sealed record KneeStepReport(
    int Repeat,
    double Rate,
    double Tps,
    double FinalP50,
    double FinalP95,
    double AdmitP95,
    double BacklogSlope,
    double ErrorRate,
    bool Holds,
    bool Valid,
    string Why,
    string Bottleneck)
{
    /// <summary>95th percentile of finality from the node's answer on, milliseconds.</summary>
    public double SettleP95 { get; init; }

    /// <summary>What the client took, in processors.</summary>
    public double ClientProcessors { get; init; }

    /// <summary>What all programs of a shared machine took, in processors; 0 when it is not shared.</summary>
    public double MachineUsed { get; init; }
}
