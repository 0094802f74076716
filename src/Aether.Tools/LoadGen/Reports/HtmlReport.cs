using System.Globalization;
using System.Text;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>One page that holds everything: no script, no font, no file beside it.</summary>
internal static class HtmlReport
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
        color:#1f2328;background:#fff}
        table{border-collapse:collapse;margin:.6rem 0 1.4rem;display:block;overflow-x:auto}
        th,td{border:1px solid #d0d7de;padding:.2rem .6rem;text-align:left;font-variant-numeric:tabular-nums}
        th{background:#f6f8fa}svg{width:100%;height:auto;margin:.6rem 0}svg text{font-size:11px;fill:currentColor}
        svg .title{font-size:13px;font-weight:600}svg .grid{stroke:#d0d7de;stroke-width:.6}
        svg .mark{stroke:#d1242f;stroke-width:1;stroke-dasharray:4 3}
        .warn{border-left:4px solid #d4a72c;padding:.2rem .8rem}
        .bad{border-left:4px solid #d1242f;padding:.2rem .8rem;font-weight:600}
        @media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th{background:#161b22}
        th,td{border-color:#30363d}svg .grid{stroke:#30363d}}
        """;

    /// <summary>The page.</summary>
    public static string Format(LoadReport report)
    {
        StringBuilder html = new();
        string title = report.Kind switch
        {
            "knee" => "Search for the knee",
            "soak" => "Soak",
            _ => "Load",
        };
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><title>").Append(title)
            .Append("</title><style>").Append(Style).Append("</style></head><body>\n<h1>").Append(title)
            .Append("</h1>\n");
        if (report.Knee is { } knee)
        {
            AppendKnee(html, knee);
        }
        AppendRun(html, report.Runs[^1], report.Kind);
        if (report.Soak is { } soak)
        {
            html.Append("<h2>Drift</h2>\n").Append(Html.Table(["what", "slope"], ReportTables.Soak(soak)));
        }
        if (report.Thresholds.Count > 0)
        {
            html.Append("<h2>Thresholds</h2>\n").Append(Html.Table(
                ["threshold", "measured", ""],
                report.Thresholds.Select(IReadOnlyList<string> (item) =>
                    [item.Expression, item.Measured, item.Holds ? "holds" : "FAILS"])));
        }
        html.Append("<h2>Environment</h2>\n").Append(Html.Table(["", ""], ReportTables.Environment(report)));
        return html.Append("</body></html>\n").ToString();
    }

    private static void AppendKnee(StringBuilder html, KneeReport knee)
    {
        html.Append(CultureInfo.InvariantCulture, $"""
            <p><b>{knee.Knee:F0} tx/s</b> hold a finality p95 of {knee.SloMs:F0} ms; {knee.Repeats.Count} searches
            spread by {knee.Spread:P1}. The best step that held made {knee.PeakTps:F0} tx/s final.</p>

            """);
        if (knee.Bottleneck is { } bottleneck)
        {
            html.Append("<p>Limited by <b>").Append(Html.Escape(bottleneck.ToString())).Append("</b>:</p><ul>");
            foreach (string item in bottleneck.Evidence)
            {
                html.Append("<li>").Append(Html.Escape(item)).Append("</li>");
            }
            html.Append("</ul>\n");
        }
        KneeStepReport[] steps = [.. knee.Steps.OrderBy(step => step.Rate)];
        html.Append(new SvgPlot("Finality over offered rate", "offered tx/s", "ms")
            .Line("p95", steps.Select(step => (step.Rate, Math.Min(step.FinalP95, knee.SloMs * 4))))
            .Line("p50", steps.Select(step => (step.Rate, Math.Min(step.FinalP50, knee.SloMs * 4))))
            .Line("admit p95", steps.Select(step => (step.Rate, Math.Min(step.AdmitP95, knee.SloMs * 4))))
            .Mark(knee.Knee, "knee").Level(knee.SloMs, "objective").Format());
        html.Append(new SvgPlot("Final over offered rate", "offered tx/s", "final tx/s")
            .Line("final", steps.Select(step => (step.Rate, step.Tps)))
            .Line("offered", steps.Select(step => (step.Rate, step.Rate)))
            .Mark(knee.Knee, "knee").Format());
        html.Append("<h2>Steps</h2>\n").Append(Html.Table(ReportTables.StepHead, ReportTables.Steps(knee)));
        if (knee.Overload is { } above)
        {
            html.Append("<h2>Far above the knee</h2>\n").Append(Html.Table(["", ""], ReportTables.Overload(above)));
        }
    }

    private static void AppendRun(StringBuilder html, RunResult run, string kind)
    {
        html.Append(kind == "knee" ? "<h2>Last run</h2>\n" : string.Empty);
        html.Append(CultureInfo.InvariantCulture, $"""
            <p>{run.Model} model, arrivals {run.Arrivals}, {run.TargetRate:F0} tx/s asked, {run.Connections}
            connections, at most {run.Batch} transactions in a request. Latencies count from the intended send time,
            that of settle from the node's answer.</p>

            """);
        foreach (string fault in run.Client.Faults)
        {
            html.Append("<p class=\"bad\">INVALID: ").Append(Html.Escape(fault)).Append("</p>\n");
        }
        foreach (string warning in run.Warnings)
        {
            html.Append("<p class=\"warn\">").Append(Html.Escape(warning)).Append("</p>\n");
        }
        html.Append(Html.Table(["count", "", ""], ReportTables.Counts(run)));
        html.Append("<h2>Latency by stage</h2>\n").Append(Html.Table(ReportTables.StageHead, ReportTables.Stages(run)));
        html.Append(Percentiles(run)).Append(Throughput(run)).Append(Latencies(run)).Append(Backlog(run));
        html.Append("<h2>Client</h2>\n").Append(Html.Table(["", ""], ReportTables.Client(run.Client)));
        if (run.Nodes is { } nodes)
        {
            html.Append("<h2>Nodes</h2>\n<p>Limited by <b>").Append(Html.Escape(nodes.Bottleneck.ToString()))
                .Append("</b></p>\n").Append(Html.Table(ReportTables.NodeHead, ReportTables.NodeStages(nodes)));
            html.Append(Memory(run));
        }
    }

    // The axis of HdrHistogram plots: each nine is as wide as the one before.
    private static string Percentiles(RunResult run)
    {
        SvgPlot plot = new("Latency by percentile", "percentile", "ms");
        double most = 1;
        foreach (StageResult stage in run.Stages)
        {
            if (!HistogramLog.TryDecode(stage.Hdr, out HdrHistogram histogram) || histogram.Count == 0)
            {
                continue;
            }
            List<(double X, double Y)> points = [];
            foreach ((double percentile, long value, _) in HistogramLog.Points(histogram))
            {
                double left = Math.Max(1 - (percentile / 100), 1.0 / histogram.Count);
                points.Add((-Math.Log10(left), value / 1000.0));
            }
            most = Math.Max(most, points.Max(point => point.X));
            plot.Line(stage.Stage, points);
        }
        string[] names = ["0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"];
        int count = Math.Min((int)Math.Ceiling(most) + 1, names.Length);
        return plot.Ticks([.. names.Take(count).Select((name, index) => ((double)index, name))]).Format();
    }

    private static string Throughput(RunResult run) =>
        new SvgPlot("Throughput", "seconds", "tx/s")
            .Line("offered", run.Series.Select(point => (point.Second, point.Offered / point.Length)))
            .Line("final", run.Series.Select(point => (point.Second, point.Final / point.Length)))
            .Line("failed", run.Series.Select(point => (point.Second, point.Failed / point.Length)))
            .Format();

    private static string Latencies(RunResult run) =>
        new SvgPlot("Latency p95 over time", "seconds", "ms")
            .Line("finality", Seconds(run, point => point.Final > 0, point => point.FinalP95))
            .Line("include", Seconds(run, point => point.Included > 0, point => point.IncludeP95))
            .Line("admit", Seconds(run, point => point.Accepted > 0, point => point.AdmitP95))
            .Format();

    private static IEnumerable<(double X, double Y)> Seconds(
        RunResult run, Func<SeriesPoint, bool> has, Func<SeriesPoint, double> value) =>
        run.Series.Where(has).Select(point => (point.Second, value(point)));

    private static string Backlog(RunResult run) =>
        new SvgPlot("Backlog: offered and not accounted for", "seconds", "transactions")
            .Line("backlog", run.Series.Select(point => (point.Second + point.Length, (double)point.Backlog)))
            .Format();

    private static string Memory(RunResult run)
    {
        SvgPlot plot = new("Memory of the nodes", "seconds", "MB");
        foreach (NodeMetrics.NodeResult node in run.Nodes!.Nodes)
        {
            plot.Line(node.Name, node.Rss.Select(point => (point[0], point[1] / 1e6)));
        }
        return plot.Format();
    }
}
