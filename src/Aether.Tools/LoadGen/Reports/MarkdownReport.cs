using System.Globalization;
using System.Text;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>The short form of a report for reviews and perf reports.</summary>
internal static class MarkdownReport
{
    /// <summary>The text.</summary>
    public static string Format(LoadReport report)
    {
        StringBuilder text = new();
        RunResult run = report.Runs[^1];
        text.Append(CultureInfo.InvariantCulture, $"# loadgen {report.Kind}\n\n");
        if (report.Knee is { } knee)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                Knee: **{knee.Knee:F0} tx/s** at finality p95 <= {knee.SloMs:F0} ms, spread {knee.Spread:P1} over
                {knee.Repeats.Count} searches; the best step that held made {knee.PeakTps:F0} tx/s final.


                """);
            if (knee.Bottleneck is { } bottleneck)
            {
                text.Append(CultureInfo.InvariantCulture, $"Limited by **{Cell(bottleneck.ToString())}**:\n\n");
                foreach (string item in bottleneck.Evidence)
                {
                    text.Append("- ").Append(Cell(item)).Append('\n');
                }
                text.Append('\n');
            }
            Table(text, ReportTables.StepHead, ReportTables.Steps(knee));
            if (knee.Overload is { } above)
            {
                Table(text, ["far above the knee", ""], ReportTables.Overload(above));
            }
        }
        foreach (string fault in run.Client.Faults)
        {
            text.Append("**INVALID: ").Append(Cell(fault)).Append("**\n\n");
        }
        Table(text, ["count", "", ""], ReportTables.Counts(run));
        Table(text, ReportTables.StageHead, ReportTables.Stages(run));
        if (report.Soak is { } soak)
        {
            Table(text, ["drift", "slope"], ReportTables.Soak(soak));
        }
        Table(text, ["client", ""], ReportTables.Client(run.Client));
        if (run.Nodes is { } nodes)
        {
            Table(text, ReportTables.NodeHead, ReportTables.NodeStages(nodes).Take(24));
        }
        if (report.Thresholds.Count > 0)
        {
            Table(
                text, ["threshold", "measured", ""],
                report.Thresholds.Select(IReadOnlyList<string> (item) =>
                    [item.Expression, item.Measured, item.Holds ? "holds" : "FAILS"]));
        }
        Table(text, ["environment", ""], ReportTables.Environment(report));
        foreach (string warning in run.Warnings)
        {
            text.Append("- ").Append(Cell(warning)).Append('\n');
        }
        return text.ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", head.Select(Cell)).Append(" |\n|")
            .Append(string.Concat(Enumerable.Repeat("---|", head.Count))).Append('\n');
        foreach (IReadOnlyList<string> row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
        }
        text.Append('\n');
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
}
