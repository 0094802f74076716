using System.Globalization;
using System.Text;
using Aether.Core.Types;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Watching;
using Xunit;

namespace Aether.NodeTests.LoadGen.NodeMetrics;

public sealed class BottleneckNamerTests
{
    [Fact]
    public void Name_OneThrottledStage_NamesItAndItsNode()
    {
        NodeResult[] nodes =
        [
            Node("node-0", execute: 0.42, vote: 0.2, requestDepth: 0, dropped: 0),
            Node("node-1", execute: 0.97, vote: 0.3, requestDepth: 1_900, dropped: 0),
        ];
        Bottleneck found = BottleneckNamer.Name(nodes, clientProcessors: 0.2, machineProcessors: 8);
        Assert.Equal(("stage", "ExecuteStage", "node-1"), (found.Kind, found.Name, found.Node));
        Assert.Contains("ExecuteStage of node-1 was busy 97 %", found.Evidence[0], StringComparison.Ordinal);
        Assert.Contains(found.Evidence, line => line.Contains("`request`", StringComparison.Ordinal));
    }

    [Fact]
    public void Name_BusyThreadOfSeveralStages_NamesItsBusiestStage()
    {
        NodeResult node = Node(
            "node-0", execute: 0.3, vote: 0.1, requestDepth: 0, dropped: 0, verify: 0.8, admit: 0.15);
        Bottleneck found = BottleneckNamer.Name([node], clientProcessors: 0.2, machineProcessors: 8);
        Assert.Equal(("stage", "VerifyStage"), (found.Kind, found.Name));
    }

    [Fact]
    public void Name_DropsAreEvidence()
    {
        NodeResult node = Node(
            "node-0", execute: 0.3, vote: 0.1, requestDepth: 0, dropped: 5_000, verify: 0.7, admit: 0.2);
        Bottleneck found = BottleneckNamer.Name([node], clientProcessors: 0.2, machineProcessors: 8);
        Assert.Equal("VerifyStage", found.Name);
        Assert.Contains(found.Evidence, line => line.Contains("dropped 5000 (busy)", StringComparison.Ordinal));
    }

    [Fact]
    public void Name_NoStageSaturatedButNoProcessorLeft_NamesTheProcessors()
    {
        NodeResult node = Node("node-0", execute: 0.5, vote: 0.3, requestDepth: 0, dropped: 0);
        Bottleneck found = BottleneckNamer.Name([node], clientProcessors: 0.9, machineProcessors: 2);
        Assert.Equal("processors", found.Kind);
        Assert.Equal("of 2 processors the nodes took 1.20, the client 0.90: 2.10 in all", found.Evidence[0]);
    }

    [Fact]
    public void Name_FullMachine_NamesAStageOnlyWhenItsThreadHadAProcessor()
    {
        NodeResult waiting = Node("node-0", execute: 0.97, vote: 0.3, requestDepth: 1_900, dropped: 0);
        NodeResult starved = waiting with
        {
            Threads = [.. waiting.Threads.Select(thread => thread with { Processors = 0.2 })],
        };
        Bottleneck found = BottleneckNamer.Name([starved], 0.3, machineProcessors: 2, machineUsed: 1.95);
        Assert.Equal("processors", found.Kind);
        Assert.Equal(
            "of 2 processors the nodes took 1.20, the client 0.30, other programs 0.45: 1.95 in all",
            found.Evidence[0]);
        found = BottleneckNamer.Name([waiting], 0.3, machineProcessors: 2, machineUsed: 1.95);
        Assert.Equal(("stage", "ExecuteStage"), (found.Kind, found.Name));
        found = BottleneckNamer.Name([starved], 0.3, machineProcessors: 2, machineUsed: 1.2);
        Assert.Equal(("stage", "ExecuteStage"), (found.Kind, found.Name));
    }

    [Theory]
    [InlineData(990_000, "blocks")]
    [InlineData(500_000, "none")]
    public void WithFullBlocks_BlocksWithoutRoom_NamesTheirSize(long payload, string kind)
    {
        ChainFacts facts = new() { PayloadLimit = 1_000_000 };
        for (ulong height = 1; height <= 4; height++)
        {
            long bytes = height == 1 ? 10_000 : payload;
            facts.Note(new SeenBlock(height, Hash256.Zero, Hash256.Zero, height, height, bytes, []), own: 10);
        }
        NodesResult found = new NodesResult([], new Bottleneck("none", "no stage is saturated", "", []), 0)
            .WithFullBlocks(facts);
        Assert.Equal(kind, found.Bottleneck.Kind);
        Assert.Equal(
            kind == "blocks" ? ["3 of 4 blocks had no room for more: a block has 1000000 bytes"] : [],
            found.Bottleneck.Evidence);
    }

    [Fact]
    public void Name_NodesOfOneProcess_CountItOnce()
    {
        NodeResult node = Node("node-0", execute: 0.5, vote: 0.3, requestDepth: 0, dropped: 0);
        NodeResult[] nodes =
        [
            node with { ProcessStart = 17.25 },
            node with { Name = "node-1", ProcessStart = 17.25, Processors = 1.18 },
        ];
        Bottleneck found = BottleneckNamer.Name(nodes, 0.1, machineProcessors: 4);
        Assert.Equal("none", found.Kind);
        Assert.Contains("of 4 processors the nodes took 1.20, the client 0.10: 1.30 in all", found.Evidence);
    }

    [Fact]
    public void Name_NothingBusy_SaysSo()
    {
        Bottleneck found = BottleneckNamer.Name(
            [Node("node-0", execute: 0.1, vote: 0.1, requestDepth: 0, dropped: 0)], 0.1, 8);
        Assert.Equal("none", found.Kind);
        Assert.Equal("none", BottleneckNamer.Name([], 0.1, 8).Kind);
    }

    [Fact]
    public void Parse_PagesWithEverything_GivesWhatWasAskedFor()
    {
        Dictionary<string, double> series = MetricsText.Parse(
            "# HELP a text\n# TYPE a counter\n"
            + "a_total{stage=\"X{\\\"}\",b=\"1\"} 12 1700000000\n"
            + "a_total 3.5e2\nother 1\nbroken{x=\"\n\nnan_total NaN\n",
            name => name.StartsWith('a') || name == "broken");
        Assert.Equal(2, series.Count);
        Assert.Equal(350, series["a_total"]);
        string key = series.Keys.Single(item => item.Contains('{', StringComparison.Ordinal));
        Assert.Equal("1", MetricsText.LabelOf(key, "b"));
        Assert.Equal("a_total", MetricsText.NameOf(key));
    }

    // Ten seconds of a node: two pages of its metrics as text, with the given shares.
    private static NodeResult Node(
        string name,
        double execute,
        double vote,
        double requestDepth,
        double dropped,
        double verify = 0.1,
        double admit = 0.05)
    {
        NodeHistory history = new(name);
        for (int second = 0; second <= 10; second++)
        {
            StringBuilder page = new();
            Stage(page, "VerifyStage", "ingress", verify, second);
            Stage(page, "AdmitStage", "ingress", admit, second);
            Stage(page, "VoteStage", "consensus", vote, second);
            Stage(page, "ExecuteStage", "execution", execute, second);
            Thread(page, "ingress", verify + admit, second);
            Thread(page, "consensus", vote, second);
            Thread(page, "execution", execute, second);
            Add(page, $"aether_stage_dropped_total{{stage=\"VerifyStage\",reason=\"busy\"}} {dropped * second / 10}");
            Add(page, $"aether_link_depth{{link=\"request\"}} {requestDepth}");
            Add(page, $"aether_link_capacity{{link=\"request\"}} 2048");
            Add(page, $"process_cpu_seconds_total {1.2 * second}");
            Add(page, $"process_resident_memory_bytes {100_000_000 + (second * 1_000)}");
            history.Add(new MetricsSample(second, MetricsText.Parse(page.ToString(), NodeHistory.IsWanted)));
        }
        NodeResult result = history.Summarise();
        Assert.Equal(10, result.Seconds, 6);
        Assert.Equal(1.2, result.Processors, 6);
        Assert.Equal(100_010_000, result.RssEnd);
        return result;
    }

    private static void Stage(StringBuilder page, string stage, string thread, double busy, int second)
    {
        Add(page, $"aether_stage_info{{stage=\"{stage}\",thread=\"{thread}\"}} 1");
        Add(page, $"aether_stage_regime_seconds_total{{stage=\"{stage}\",regime=\"busy\"}} {busy * second}");
        Add(page, $"aether_stage_items_total{{stage=\"{stage}\"}} {1_000 * second}");
    }

    private static void Thread(StringBuilder page, string thread, double busy, int second)
    {
        Add(page, $"aether_thread_regime_seconds_total{{thread=\"{thread}\",regime=\"busy\"}} {busy * second}");
        Add(page, $"aether_thread_regime_seconds_total{{thread=\"{thread}\",regime=\"wait\"}} {(1 - busy) * second}");
        Add(page, $"aether_thread_cpu_seconds_total{{thread=\"{thread}\"}} {busy * second * 0.9}");
    }

    private static void Add(StringBuilder page, FormattableString line) =>
        page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
