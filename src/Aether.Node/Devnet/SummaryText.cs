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
        equivocations  {summary.Equivocations}{Shreds(summary.Shreds)}{Events(summary)}
        """);

    private static string Events(DevnetSummary summary) => summary.Events == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{Environment.NewLine}events         {summary.Events}");

    private static string Shreds(DevnetShreds shreds) => shreds.Heads == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"""

        payloads       {shreds.Heads} as shreds, {shreds.Assembled} put together, {shreds.Whole} came whole
        unrepaired     {shreds.Unrepaired}
        shreds         {shreds.Taken} taken, {shreds.Repairs} asked for, {shreds.Bad} bad, {shreds.Unsent} unsent
        delivery       p50 {shreds.DeliveryP50Ms} ms, p95 {shreds.DeliveryP95Ms} ms from the header on
        """);

    private static string Equality(DevnetSummary summary) => summary.StateRootEqual ? "equal" : "DIFFERENT";
}
