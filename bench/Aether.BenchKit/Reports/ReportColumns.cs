using System.Globalization;
using Aether.BenchKit.Measurement;

namespace Aether.BenchKit.Reports;

/// <summary>The columns of a table: their headers, and the cells of a row.</summary>
internal sealed record ReportColumns(string[] Headers, Func<RowResult, string[]> Cells)
{
    /// <summary>Times and multiples of a peer's speed.</summary>
    public static ReportColumns Ratios { get; } = new(
        [
            "kernel", "variant", "cores", "median", "for each", "peer", "peer median", "ratio", "floor", "target",
            "spread", "verdict",
        ],
        RatioCells);

    /// <summary>Operations a second, the peer's and what is asked for.</summary>
    public static ReportColumns Rates { get; } = new(
        [
            "row", "case", "cores", "rate", "of", "median", "peer", "peer rate", "ratio", "floor", "target", "spread",
            "verdict",
        ],
        RateCells);

    private static string[] RatioCells(RowResult result) =>
    [
        result.Row.Kernel,
        result.Row.Variant,
        result.Row.Cores.ToString(CultureInfo.InvariantCulture),
        result.GigabytesPerSecond is { } rate
            ? $"{TableReport.Duration(result.Median)} ({rate.ToString("0.0", CultureInfo.InvariantCulture)} GB/s)"
            : TableReport.Duration(result.Median),
        result.Row.Operation,
        result.Row.HasPeer ? result.Row.Peer! : "-",
        result.PeerMedian is { } peer ? TableReport.Duration(peer) : "-",
        TableReport.Times(result.Ratio),
        TableReport.Times(result.Row.Goals.Floor),
        TableReport.Times(result.Row.Goals.Target),
        result.Spread.ToString("0.0%", CultureInfo.InvariantCulture),
        result.Verdict,
    ];
    private static string[] RateCells(RowResult result) =>
    [
        result.Row.Kernel,
        result.Row.Variant,
        result.Row.Cores.ToString(CultureInfo.InvariantCulture),
        TableReport.Rate(result.PerSecond),
        result.Row.Operation,
        TableReport.Duration(result.Median),
        result.Row.HasPeer ? result.Row.Peer! : "-",
        result.PeerMedian is { } peer ? TableReport.Rate(1e9 / peer) : "-",
        TableReport.Times(result.Ratio),
        Goal(result.Row.RateGoals.Floor, result.Row.Goals.Floor),
        Goal(result.Row.RateGoals.Target, result.Row.Goals.Target),
        result.Spread.ToString("0.0%", CultureInfo.InvariantCulture),
        result.Verdict,
    ];

    private static string Goal(double? rate, double? ratio) =>
        rate is { } perSecond ? TableReport.Rate(perSecond) : TableReport.Times(ratio);
}
