using System.Globalization;

namespace Aether.Node.Devnet;

/// <summary>The summary for people.</summary>
internal static class SummaryText
{
    /// <summary>A few aligned lines.</summary>
    public static string Format(DevnetSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        slots          {summary.Slots}, {summary.Finalized} ended final
        epochs         {summary.FirstEpoch} to {summary.LastEpoch}, slowest change {summary.LongestEpochChangeMs:F0} ms
        longest wait   {summary.LongestWaitMs:F0} ms between final blocks
        finality       p50 {summary.FinalityMsP50:F0} ms, p95 {summary.FinalityMsP95:F0} ms
        transactions   {summary.TransactionsFinalized}
        state roots    {Equality(summary)} at height {summary.CommonHeight}: {summary.StateRoot}
        equivocations  {summary.Equivocations}{Events(summary)}
        """);

    private static string Events(DevnetSummary summary) => summary.Events == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{Environment.NewLine}events         {summary.Events}");

    private static string Equality(DevnetSummary summary) => summary.StateRootEqual ? "equal" : "DIFFERENT";
}
