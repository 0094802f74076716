using System.Diagnostics;
using System.Text.RegularExpressions;
using Aether.Node.Telemetry.Catalogue;
using Aether.Pipeline;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class NodeTelemetryTests
{
    [Fact]
    public async Task Metrics_OfARunningNode_AreThoseOfTheCatalogueAndPromtoolTakesThem()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TelemetryDevnet devnet = await TelemetryDevnet.OpenAsync();
        long before = Stopwatch.GetTimestamp();
        await devnet.RunAsync(cancellation);
        Uri rpc = await devnet.Nodes[0].ServeRpcAsync(0, null);
        await PostAsync(rpc, "aeth_getFinalizedSlot", cancellation);
        await PostAsync(rpc, "no_such_method", cancellation);

        string text = await devnet.ScrapeAsync(0, cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(before);
        string[] lines = text.Split('\n');
        foreach (MetricInfo info in MetricCatalogue.All)
        {
            string kind = info.Kind.ToString().ToLowerInvariant();
            Assert.Contains($"# TYPE {info.Name} {kind}", lines);
            string suffix = info.Kind == MetricKind.Histogram ? "_count" : "";
            bool hasValue = lines.Any(line => Regex.IsMatch(line, $"^{info.Name}{suffix}[ {{]"));
            Assert.True(hasValue || info.Where.Length > 0, $"{info.Name} has no value");
        }
        Assert.Equal(
            MetricCatalogue.All.Select(info => info.Name),
            lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2]));
        (int code, string said) = Promtool.Run(text, "check", "metrics");
        Assert.True(code == 0 && said.Trim().Length == 0, said);

        AssertPlausible(text, elapsed);
        Assert.Equal(1, TelemetryDevnet.ValueOf(text, """aether_rpc_requests_total{method="unknown",code="-32601"}"""));
        Assert.Equal(
            1, TelemetryDevnet.ValueOf(text, """aether_rpc_requests_total{method="aeth_getFinalizedSlot",code="0"}"""));
        Assert.Equal(
            1, TelemetryDevnet.ValueOf(text, """aether_rpc_request_seconds_count{method="aeth_getFinalizedSlot"}"""));
        Assert.Equal(0, TelemetryDevnet.ValueOf(text, "aether_rpc_in_flight"));
        string other = await devnet.ScrapeAsync(1, cancellation);
        Assert.DoesNotContain("-32601", other, StringComparison.Ordinal);
        Assert.True(TelemetryDevnet.ValueOf(other, "aether_consensus_finality_latency_seconds_count") > 0);
    }

    [Fact]
    public async Task ThreadRegimes_OfAStoppedNode_SumUpToTheLifetimeOfEachThread()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TelemetryDevnet devnet = await TelemetryDevnet.OpenAsync();
        await devnet.RunAsync(cancellation);
        await devnet.Network.StopAsync();
        NodePipeline pipeline = devnet.Nodes[0].View.Pipeline;
        string first = await devnet.ScrapeAsync(0, cancellation);
        IEnumerable<string> threads = Topology.Stages.Select(stage => stage.Thread).Distinct()
            .Where(name => name != "gossip");
        foreach (string thread in threads)
        {
            double total = pipeline.ReadThreads().Single(sample => sample.Thread == thread).Lifetime.TotalSeconds;
            string[] regimes = ["busy", "wait", "backpressure", "housekeeping"];
            double sum = regimes.Sum(regime => TelemetryDevnet.ValueOf(
                first, $$"""aether_thread_regime_seconds_total{thread="{{thread}}",regime="{{regime}}"}"""));
            double stages = Topology.Stages.Where(stage => stage.Thread == thread)
                .Sum(stage => regimes.Sum(regime => TelemetryDevnet.ValueOf(
                    first, $$"""aether_stage_regime_seconds_total{stage="{{stage.Stage}}",regime="{{regime}}"}""")));
            Assert.Equal(total, sum, 5);
            Assert.Equal(total, stages, 5);
            Assert.True(total > 0);
        }
    }

    private static async Task PostAsync(Uri rpc, string method, CancellationToken cancellation)
    {
        using HttpClient http = new();
        using StringContent body = new($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}"}""");
        using HttpResponseMessage answer = await http.PostAsync(rpc, body, cancellation);
    }

    private static void AssertPlausible(string text, TimeSpan elapsed)
    {
        double final = TelemetryDevnet.ValueOf(text, "aether_consensus_finalized_height");
        Assert.True(final >= 3);
        Assert.True(TelemetryDevnet.ValueOf(text, "aether_consensus_slot") >= final);
        Assert.Equal(2, TelemetryDevnet.ValueOf(text, "aether_consensus_validators"));
        Assert.Equal(1, TelemetryDevnet.ValueOf(text, "aether_node_up"));
        double built = TelemetryDevnet.ValueOf(text, """aether_consensus_leader_slots_total{outcome="built"}""");
        Assert.True(TelemetryDevnet.ValueOf(text, """aether_consensus_leader_slots_total{outcome="final"}""") <= built);
        Assert.True(TelemetryDevnet.ValueOf(
            text, """aether_consensus_votes_total{phase="prevote",result="signed"}""") >= final);
        Assert.True(TelemetryDevnet.ValueOf(text, "aether_state_commit_seconds_count") >= final);
        Assert.True(TelemetryDevnet.ValueOf(text, """aether_storage_fsync_seconds_count{log="blocks"}""") >= final);
        Assert.True(TelemetryDevnet.ValueOf(text, """aether_storage_fsync_seconds_count{log="safety"}""") >= final);
        Assert.True(TelemetryDevnet.ValueOf(text, "aether_state_root_seconds_count") >= final);
        double wait = TelemetryDevnet.ValueOf(
            text, """aether_stage_regime_seconds_total{stage="SequenceStage",regime="wait"}""");
        Assert.InRange(wait, 0, elapsed.TotalSeconds);
    }
}
