using System.Globalization;
using Aether.KernelBench.Measurement;

namespace Aether.KernelBench.Reports;

/// <summary>The figures as a table for people.</summary>
internal static class TableReport
{
    private static readonly string[] s_headers =
    [
        "kernel", "variant", "cores", "median", "for each", "peer", "peer median", "ratio", "floor", "target",
        "spread", "verdict",
    ];

    /// <summary>One line a row, then what was not measured and why.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<RowResult> results, IReadOnlyList<KernelRow> rows)
    {
        WriteAligned(writer, [s_headers, .. results.Select(Cells)]);
        foreach (string line in KernelsCommand.Missing(rows))
            writer.WriteLine(line);
    }

    /// <summary>The same as a table of a report.</summary>
    public static void WriteMarkdown(TextWriter writer, IReadOnlyList<RowResult> results, IReadOnlyList<KernelRow> rows)
    {
        writer.WriteLine($"| {string.Join(" | ", s_headers)} |");
        writer.WriteLine($"|{string.Concat(s_headers.Select(_ => "---|"))}");
        foreach (RowResult result in results)
            writer.WriteLine($"| {string.Join(" | ", Cells(result))} |");
        writer.WriteLine();
        foreach (string line in KernelsCommand.Missing(rows))
            writer.WriteLine($"- {line}");
    }

    /// <summary>The names of the rows, with the reason where one cannot be measured.</summary>
    public static void WriteList(TextWriter writer, IReadOnlyList<KernelRow> rows)
    {
        List<string[]> lines = [["kernel", "variant", "cores", "peer"]];
        foreach (KernelRow row in rows)
            lines.Add([row.Kernel, row.Variant, $"{row.Cores}", row.Peer ?? "-"]);
        WriteAligned(writer, lines);
        foreach (string line in KernelsCommand.Missing(rows))
            writer.WriteLine(line);
    }

    /// <summary>A duration with three significant digits and its unit.</summary>
    internal static string Duration(double nanoseconds)
    {
        (double value, string unit) = nanoseconds switch
        {
            < 1e3 => (nanoseconds, "ns"),
            < 1e6 => (nanoseconds / 1e3, "us"),
            _ => (nanoseconds / 1e6, "ms"),
        };
        string format = value switch { < 10 => "0.00", < 100 => "0.0", _ => "0" };
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }

    private static string[] Cells(RowResult result) =>
    [
        result.Row.Kernel,
        result.Row.Variant,
        result.Row.Cores.ToString(CultureInfo.InvariantCulture),
        result.GigabytesPerSecond is { } rate
            ? $"{Duration(result.Median)} ({rate.ToString("0.0", CultureInfo.InvariantCulture)} GB/s)"
            : Duration(result.Median),
        result.Row.Operation,
        result.Row.HasPeer ? result.Row.Peer! : "-",
        result.PeerMedian is { } peer ? Duration(peer) : "-",
        Times(result.Ratio),
        Times(result.Row.Goals.Floor),
        Times(result.Row.Goals.Target),
        result.Spread.ToString("0.0%", CultureInfo.InvariantCulture),
        result.Verdict,
    ];

    private static string Times(double? value) =>
        value is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) + "x" : "-";

    private static void WriteAligned(TextWriter writer, IReadOnlyList<string[]> lines)
    {
        int[] widths = [.. lines[0].Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
            writer.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
