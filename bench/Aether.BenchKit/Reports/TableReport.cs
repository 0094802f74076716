using System.Globalization;
using Aether.BenchKit.Measurement;

namespace Aether.BenchKit.Reports;

/// <summary>The figures as a table for people.</summary>
internal static class TableReport
{
    /// <summary>One line a row, then what was not measured and why.</summary>
    public static void Write(
        TextWriter writer, ReportColumns columns, IReadOnlyList<RowResult> results, IReadOnlyList<KernelRow> rows)
    {
        WriteAligned(writer, [columns.Headers, .. results.Select(columns.Cells)]);
        foreach (string line in KernelRow.Missing(rows))
            writer.WriteLine(line);
    }

    /// <summary>The same as a table of a report.</summary>
    public static void WriteMarkdown(
        TextWriter writer, ReportColumns columns, IReadOnlyList<RowResult> results, IReadOnlyList<KernelRow> rows)
    {
        writer.WriteLine($"| {string.Join(" | ", columns.Headers)} |");
        writer.WriteLine($"|{string.Concat(columns.Headers.Select(_ => "---|"))}");
        foreach (RowResult result in results)
            writer.WriteLine($"| {string.Join(" | ", columns.Cells(result))} |");
        writer.WriteLine();
        foreach (string line in KernelRow.Missing(rows))
            writer.WriteLine($"- {line}");
    }

    /// <summary>The names of the rows, with the reason where one cannot be measured.</summary>
    public static void WriteList(TextWriter writer, IReadOnlyList<KernelRow> rows)
    {
        List<string[]> lines = [["kernel", "variant", "cores", "peer"]];
        foreach (KernelRow row in rows)
            lines.Add([row.Kernel, row.Variant, $"{row.Cores}", row.Peer ?? "-"]);
        WriteAligned(writer, lines);
        foreach (string line in KernelRow.Missing(rows))
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

    /// <summary>A rate with three significant digits and its unit.</summary>
    internal static string Rate(double perSecond)
    {
        (double value, string unit) = perSecond switch
        {
            < 1e3 => (perSecond, ""),
            < 1e6 => (perSecond / 1e3, " k"),
            < 1e9 => (perSecond / 1e6, " M"),
            _ => (perSecond / 1e9, " G"),
        };
        string format = value switch { < 10 => "0.00", < 100 => "0.0", _ => "0" };
        return value.ToString(format, CultureInfo.InvariantCulture) + unit + "/s";
    }

    /// <summary>A multiple with two decimals; a dash where there is none.</summary>
    internal static string Times(double? value) =>
        value is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) + "x" : "-";

    private static void WriteAligned(TextWriter writer, IReadOnlyList<string[]> lines)
    {
        int[] widths = [.. lines[0].Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
            writer.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
