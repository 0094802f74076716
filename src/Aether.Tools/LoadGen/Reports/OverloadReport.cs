namespace Aether.Tools.LoadGen.Reports;

/// <summary>What happened far above the knee.</summary>
/// <param name="Factor">Multiple of the knee.</param>
/// <param name="Rate">Asked rate.</param>
/// <param name="OfferedRate">Rate that came due and was sent or failed.</param>
/// <param name="Goodput">Final transactions a second.</param>
/// <param name="GoodputShare">Goodput over the best of the steps that held.</param>
/// <param name="FinalP95">Finality of accepted transactions, milliseconds.</param>
/// <param name="UnloadedP95">Finality well below the knee, milliseconds.</param>
/// <param name="P95Ratio">One over the other.</param>
/// <param name="MemoryGrowth">Resident memory of the nodes at the end over that at the start; 0 when unknown.</param>
/// <param name="MemoryDrift">Its slope over the second half of the run, bytes a second; 0 when unknown.</param>
internal sealed record OverloadReport(
    double Factor,
    double Rate,
    double OfferedRate,
    double Goodput,
    double GoodputShare,
    double FinalP95,
    double UnloadedP95,
    double P95Ratio,
    double MemoryGrowth,
    double MemoryDrift)
{
    /// <summary>Finality of accepted transactions from the node's answer on, milliseconds.</summary>
    public double SettleP95 { get; init; }

    /// <summary>The same well below the knee.</summary>
    public double UnloadedSettleP95 { get; init; }

    /// <summary>
    /// What was put onto connections, transactions a second: below what was offered when the client could not.
    /// </summary>
    public double SentRate { get; init; }

    /// <summary>Intended sends that were never made.</summary>
    public long Unsent { get; init; }

    /// <summary>Sends that nodes refused for want of room or time.</summary>
    public long Busy { get; init; }

    /// <summary>95th percentile of the time from when a transaction was due to when it was sent, ms.</summary>
    public double SendP95 { get; init; }

    /// <summary>Why the client was the bottleneck; empty when it was not.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
