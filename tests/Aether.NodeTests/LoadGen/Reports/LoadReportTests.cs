using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Commands;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Workloads;
using Xunit;

namespace Aether.NodeTests.LoadGen.Reports;

public sealed class LoadReportTests
{
    [Fact]
    public void Write_ThenRead_IsTheSameReport()
    {
        string folder = Directory.CreateTempSubdirectory("loadgen").FullName;
        ReportFiles.Write(folder, Sample());
        LoadReport read = ReportJson.Read(folder);
        Assert.Equal(ReportJson.Write(Sample()), ReportJson.Write(read));
        foreach (string file in new[] { "report.html", "report.md", "latency.hlog", "finality.hgrm" })
        {
            Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 100, file);
        }
        File.WriteAllText(Path.Combine(folder, "report.json"), "{\"kind\":\"run\"}");
        Assert.Throws<CliException>(() => ReportJson.Read(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Format_Html_IsOnePageWithoutScriptsOrLinks()
    {
        string html = HtmlReport.Format(Sample());
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=", html);
        Assert.Contains("&lt;b&gt;bad", html, StringComparison.Ordinal);
        MatchCollection plots = Regex.Matches(html, "<svg.*?</svg>", RegexOptions.Singleline);
        Assert.True(plots.Count >= 6, $"{plots.Count} plots");
        // Each is well formed, so no text of a node broke out of it.
        Assert.All(plots, plot => XElement.Parse(plot.Value));
    }

    [Fact]
    public void Format_Markdown_NamesKneeAndBottleneck()
    {
        string text = MarkdownReport.Format(Sample());
        Assert.Contains("Knee: **1500 tx/s**", text, StringComparison.Ordinal);
        Assert.Contains("VerifyStage on node-0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("finality.p95 < 2s", true)]
    [InlineData("finality.p95<500ms", false)]
    [InlineData("error_rate < 0.1%", false)]
    [InlineData("error_rate <= 2%", true)]
    [InlineData("tps > 900", true)]
    [InlineData("admit.max >= 1us", true)]
    public void Check_Thresholds_CompareInTheirUnits(string text, bool holds) =>
        Assert.Equal(holds, Threshold.Parse(text).Check(Run()).Holds);

    [Theory]
    [InlineData("finalty.p95 < 2s", "did you mean finality.p95?")]
    [InlineData("finality.p95", "write a metric")]
    [InlineData("finality.p95 < 2", "times need s, ms or us")]
    [InlineData("tps > 5ms", "times need s, ms or us")]
    public void Parse_Mistakes_SayWhatWasMeant(string text, string hint)
    {
        CliException error = Assert.Throws<CliException>(() => Threshold.Parse(text));
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ExampleOfTheCommand_IsAWorkload()
    {
        LoadSpec spec = WorkloadFile.Parse(WorkloadsCommand.Example, "example");
        Assert.Equal(3, spec.Workloads.Count);
        Assert.All(spec.Thresholds, text => Threshold.Parse(text));
    }

    private static LoadReport Sample() => new()
    {
        Kind = "knee",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Environment = new EnvironmentInfo
        {
            Cpu = "cpu",
            Processors = 2,
            MemoryBytes = 1,
            System = "linux",
            Runtime = ".NET",
            Client = "1",
            Node = "<b>bad | node",
        },
        Configuration = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["rate"] = "5" },
        ConfigurationHash = "00",
        Runs = [Run()],
        Knee = new KneeReport
        {
            SloMs = 2_000,
            Repeats = [1_450, 1_500, 1_550],
            Knee = 1_500,
            Spread = 0.066,
            PeakTps = 1_490,
            Steps =
            [
                new KneeStepReport(1, 1_000, 990, 400, 700, 20, 0, 0, true, true, "", "no stage is saturated"),
                new KneeStepReport(1, 2_000, 1_500, 3_000, double.MaxValue, 20, 200, 0, false, true, "slow", "x"),
            ],
            Bottleneck = new Bottleneck("stage", "VerifyStage", "node-0", ["it was busy 97 %"]),
            Overload = new OverloadReport(10, 15_000, 14_000, 1_300, 0.87, 900, 700, 1.3, 1.1, 1_000),
        },
        Thresholds = [new ThresholdResult("tps > 1", "5", true)],
    };

    private static RunResult Run()
    {
        HdrHistogram latency = new();
        for (int value = 1; value <= 1_000; value++)
        {
            latency.Record(value * 1_000);
        }
        return new RunResult
        {
            Model = "open",
            Arrivals = "deterministic",
            StartedAt = DateTimeOffset.UnixEpoch,
            TargetRate = 1_000,
            Seconds = 10,
            Offered = 10_000,
            Accepted = 9_950,
            Included = 9_900,
            Final = 9_900,
            Failed = 60,
            Expired = 40,
            OfferedRate = 1_000,
            Tps = 990,
            TpsSeconds = 10,
            Reasons = new Dictionary<string, long> { ["MempoolFull"] = 60 },
            Stages =
            [
                StageResult.Of("admit", latency), StageResult.Of("include", latency),
                StageResult.Of("finality", latency),
            ],
            Client = Client(),
            Chain = new ChainResult(20, 20, 500, 100_000, 0, 0, 600, 1, 160, 20, 0),
            Nodes = new NodesResult(
                [
                    new NodeResult
                    {
                        Name = "node-0",
                        Seconds = 10,
                        Stages = [new StageUse("VerifyStage", 0.97, 0, 100, new Dictionary<string, double>())],
                        Links = [],
                        Threads = [],
                        Rss = [[0, 1e8], [10, 1.1e8]],
                    },
                ],
                new Bottleneck("stage", "VerifyStage", "node-0", ["it was busy 97 %"]),
                0),
            Series =
            [
                .. Enumerable.Range(0, 10).Select(second => new SeriesPoint
                {
                    Second = second,
                    Length = 1,
                    Offered = 1_000,
                    Accepted = 990,
                    Included = 990,
                    Final = 990,
                    FinalP95 = 700,
                    IncludeP95 = 650,
                    AdmitP95 = 20,
                }),
            ],
        };
    }

    private static SelfCheck Client() => new()
    {
        WakeLagP99 = 1,
        StarvedShare = 0,
        SignerShare = 0,
        ConnectionWaitP99 = 2,
        Processors = 0.2,
        MachineProcessors = 2,
        PauseShare = 0,
        Unsent = 0,
        Sent = 10_000,
    };
}
