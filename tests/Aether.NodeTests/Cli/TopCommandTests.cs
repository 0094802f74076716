using System.Net;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>`top` on recorded pages: one frame, lines for a pipe, a screen for a terminal.</summary>
public sealed class TopCommandTests : IDisposable
{
    private readonly ToolHarness _cli = new() { Time = new SteppingTime() };

    public TopCommandTests() => RecordedMetrics.Serve(_cli.Node);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Json_IsOneFrame()
    {
        JsonObject envelope = await _cli.RunJsonAsync("top");
        JsonNode data = envelope["data"]!;
        Assert.Equal(1, data["intervalSeconds"]!.GetValue<double>());
        Assert.Equal(22, data["slot"]!.GetValue<double>());
        Assert.Equal(3, data["peers"]!.GetValue<double>());
        Assert.Equal(0.35, data["peerRttMs"]!["median"]!.GetValue<double>(), 6);
        Assert.Equal(41.5, data["peerRttMs"]!["max"]!.GetValue<double>(), 6);
        Assert.Equal(1010, data["transactionsPerSecond"]!.GetValue<double>());
        Assert.Equal(0.2, data["finalitySeconds"]!["p50"]!.GetValue<double>(), 6);
        Assert.Equal(0.38, data["finalitySeconds"]!["p95"]!.GetValue<double>(), 6);
        Assert.Equal(2, data["slots"]!["final"]!.GetValue<int>());
        JsonNode stage = data["stages"]![0]!;
        Assert.Equal("IngressStage", stage["stage"]!.ToString());
        Assert.Equal(0.25, stage["busy"]!.GetValue<double>(), 6);
        Assert.Equal(0.1, stage["backpressure"]!.GetValue<double>(), 6);
        Assert.Equal(1200, stage["itemsPerSecond"]!.GetValue<double>());
        Assert.Equal(64, data["links"]![0]!["depth"]!.GetValue<double>());
        Assert.Equal(2, _cli.Node.Requests);
    }

    [Fact]
    public async Task Once_PrintsAFrame()
    {
        Assert.Equal(0, await _cli.RunAsync("top", "--once"));
        Assert.Contains("slots     ##.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("finality p50 200ms p95 380ms", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("peers 3 (rtt 0.35ms, max 41.5ms)\n", _cli.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^IngressStage +\[##\.{8}\] +25% +65% +10% +0% +1200 +3  ingress$", _cli.Output);
        Assert.Matches(@"(?m)^submissions +\[#{5}\.{5}\] +64 +100 +128$", _cli.Output);
        Assert.DoesNotContain('\u001b', _cli.Output);
        Assert.Equal(0, await _cli.RunAsync("top", "--field", "stages.0.stage"));
        Assert.Equal("IngressStage", _cli.Output.Trim());
    }

    [Fact]
    public async Task Pipe_GetsALineAnInterval_UntilInterrupted()
    {
        string output = await WatchAsync(looks: 4);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("slot 22 final 17 finality p50 200ms", lines[0], StringComparison.Ordinal);
        Assert.Contains(
            "tx/s 1010 mempool 12 peers 3 (rtt 0.35ms, max 41.5ms) busiest IngressStage 25% fullest submissions 64/128",
            lines[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_GetsAScreen_AndItsOldOneBack()
    {
        _cli.IsOutputTerminal = true;
        string output = await WatchAsync(looks: 3);
        Assert.StartsWith("\u001b[?1049h\u001b[?25l\u001b[H", output, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h\u001b[?1049l", output, StringComparison.Ordinal);
        Assert.Contains("slots     ##.##.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_NodeGoesAway_IsToldAndTriedAgain()
    {
        int looks = 0;
        _cli.IsOutputTerminal = true;
        using CancellationTokenSource stop = new();
        _cli.Node.AnswerPath("/metrics", _ =>
        {
            if (++looks == 4)
            {
                stop.Cancel();
            }
            return looks == 2 ? (HttpStatusCode.BadGateway, "") : (HttpStatusCode.OK, RecordedMetrics.Page(looks));
        });
        string output = await WatchAsync(stop);
        Assert.Contains("HTTP status 502; trying again", output, StringComparison.Ordinal);
        Assert.Contains("IngressStage", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_IsFlagThenFolderThenDefault()
    {
        Directory.CreateDirectory(_cli.PathOf("data"));
        string[] line = ["top", "--once", "--data", _cli.PathOf("data")];
        Assert.Equal(6, await _cli.RunAsync(line));
        await WriteEndpointsAsync("""{"pid":1,"metrics":"http://127.0.0.1:9099/metrics"}""");
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Contains("http://127.0.0.1:9099/metrics", _cli.Output, StringComparison.Ordinal);
        await WriteEndpointsAsync(
            """
            {"nodes":[{"name":"node-0","metrics":"http://127.0.0.1:9090/metrics"},
                      {"name":"node-1","metrics":"http://127.0.0.1:9091/metrics"}]}
            """);
        Assert.Equal(0, await _cli.RunAsync([.. line, "--node", "node-1"]));
        Assert.Contains("127.0.0.1:9091", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync([.. line, "--node", "1"]));
        Assert.Contains("127.0.0.1:9091", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync([.. line, "--node", "7"]));
        Assert.Equal(0, await _cli.RunAsync([.. line, "--metrics", "http://127.0.0.1:9077/metrics"]));
        Assert.Contains("127.0.0.1:9077", _cli.Output, StringComparison.Ordinal);
        await WriteEndpointsAsync("{\"pid\":1}");
        Assert.Equal(3, await _cli.RunAsync(line));
    }

    [Fact]
    public async Task NoMetrics_Exits3()
    {
        _cli.Node.AnswerPath("/metrics", _ => (HttpStatusCode.OK, "<html>"));
        Assert.Equal(3, await _cli.RunAsync("top", "--once"));
        _cli.Node.AnswerPath("/metrics", _ => (HttpStatusCode.NotFound, ""));
        Assert.Equal(3, await _cli.RunAsync("top"));
        Assert.Equal(2, await _cli.RunAsync("top", "--interval", "1ms"));
    }

    private Task WriteEndpointsAsync(string text) => File.WriteAllTextAsync(
        _cli.PathOf("data/endpoints.json"), text, TestContext.Current.CancellationToken);

    private async Task<string> WatchAsync(int looks)
    {
        int seen = 0;
        using CancellationTokenSource stop = new();
        _cli.Node.AnswerPath("/metrics", _ =>
        {
            if (seen == looks)
            {
                stop.Cancel();
            }
            return (HttpStatusCode.OK, RecordedMetrics.Page(seen++));
        });
        return await WatchAsync(stop);
    }

    private async Task<string> WatchAsync(CancellationTokenSource stop)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(["top"], _cli.Environment(output, error), stop.Token);
        Assert.Equal(130, code);
        Assert.Equal("", error.ToString());
        return output.ToString();
    }
}
