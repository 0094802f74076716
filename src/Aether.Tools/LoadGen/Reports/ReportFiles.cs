using System.Text;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>Writes the files of a report.</summary>
internal static class ReportFiles
{
    /// <summary>Writes all forms into a folder, which is made when it is not there.</summary>
    public static void Write(string folder, LoadReport report)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CliException(
                ExitCode.Denied, ErrorCode.CannotWrite, $"cannot make the folder {folder}",
                "it is a file, or its parent is not writable", "choose another --out");
        }
        OutputFile.Write(Path.Combine(folder, "report.json"), ReportJson.Write(report));
        Text(folder, "report.html", HtmlReport.Format(report));
        Text(folder, "report.md", MarkdownReport.Format(report));
        RunResult last = report.Runs[^1];
        List<(string Tag, HdrHistogram Histogram)> tagged = [];
        foreach (StageResult stage in last.Stages)
        {
            if (HistogramLog.TryDecode(stage.Hdr, out HdrHistogram histogram))
            {
                tagged.Add((stage.Stage, histogram));
                Text(folder, $"{stage.Stage}.hgrm", HistogramLog.Table(histogram));
            }
        }
        Text(folder, "latency.hlog", HistogramLog.Format(last.StartedAt, last.Seconds, tagged));
    }

    /// <summary>A report without what is long, for the envelope of a command.</summary>
    public static LoadReport WithoutSeries(LoadReport report) => report with
    {
        Runs =
        [
            .. report.Runs.Select(run => run with
            {
                Series = [],
                Stages = [.. run.Stages.Select(stage => stage with { Hdr = "" })],
                Nodes = run.Nodes is null
                    ? null
                    : run.Nodes with { Nodes = [.. run.Nodes.Nodes.Select(node => node with { Rss = [] })] },
            }),
        ],
    };

    private static void Text(string folder, string name, string text) =>
        OutputFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
}
