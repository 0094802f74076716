using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>`doctor` finds what is wrong and says what to do; `debug bundle` holds it without secrets.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly ToolHarness _cli = new() { Time = new SteppingTime() };

    public DoctorCommandTests()
    {
        RecordedMetrics.Serve(_cli.Node);
        _cli.Node.AnswerPath("/ready", _ => (HttpStatusCode.OK, "{\"ready\":true}"));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Doctor_AllIsWell_Exits0()
    {
        string key = _cli.PathOf("key.json");
        Assert.Equal(0, await _cli.RunAsync("keys", "new", "--insecure-plaintext", "--out", key));
        Assert.Equal(0, await _cli.RunAsync("network", "add", "local"));
        JsonObject envelope = await _cli.RunJsonAsync("doctor", "-n", "local", "--key", key);
        Assert.Equal(0, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal(0, envelope["data"]!["failed"]!.GetValue<int>());
        Assert.Equal(
            ["endpoint", "version", "genesis", "ready", "clock", $"key {key}", "metrics"],
            envelope["data"]!["checks"]!.AsArray()
                .Where(check => check!["state"]!.ToString() == "passed").Select(check => check!["check"]!.ToString()));
    }

    [Theory]
    [InlineData("clock", 60_000UL)]
    [InlineData("clock", 1UL)]
    public async Task Doctor_ClockIsOff_Exits10(string check, ulong blockMs)
    {
        _cli.Time = new SteppingTime { Now = DateTimeOffset.UnixEpoch.AddSeconds(50) };
        _cli.Node.TimestampMs = blockMs;
        await AssertFailsAsync(check);
    }

    [Fact]
    public async Task Doctor_DevelopmentChainWhoseTimeWasPutForward_IsWell()
    {
        const long AheadMs = 86_400_000;
        _cli.Time = new SteppingTime { Now = DateTimeOffset.UnixEpoch.AddSeconds(50) };
        _cli.Node.TimestampMs = AheadMs + 49_000;
        await AssertFailsAsync("clock");
        _cli.Node.Answer("aeth_dev_clock", _ => new JsonObject { ["automine"] = true, ["offsetMs"] = AheadMs });
        Assert.Equal(0, await _cli.RunAsync("doctor"));
        Assert.Contains("86400 s that the chain's was put forward", _cli.Output, StringComparison.Ordinal);
        // Put forward by less than it is ahead: then the clock is wrong all the same.
        _cli.Node.Answer("aeth_dev_clock", _ => new JsonObject { ["offsetMs"] = AheadMs / 2 });
        await AssertFailsAsync("clock");
    }

    [Fact]
    public async Task Doctor_EachFault_IsFound()
    {
        _cli.Node.AnswerPath("/metrics", _ => (HttpStatusCode.NotFound, ""));
        await AssertFailsAsync("metrics");
        RecordedMetrics.Serve(_cli.Node);
        _cli.Node.AnswerPath("/ready", _ => (HttpStatusCode.ServiceUnavailable, "{\"reason\":\"store: slow\"}"));
        await AssertFailsAsync("ready");
        Assert.Contains("not ready: store: slow", _cli.Output, StringComparison.Ordinal);
        _cli.Node.AnswerPath("/ready", _ => (HttpStatusCode.OK, "{}"));
        if (!OperatingSystem.IsWindows())
        {
            string key = _cli.PathOf("open.json");
            await File.WriteAllTextAsync(key, "{}", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            await AssertFailsAsync($"key {key}", "--key", key);
            Assert.Contains($"fix: chmod 600 {key}", _cli.Output, StringComparison.Ordinal);
        }
        _cli.Node.Refuse("aeth_nodeInfo", -32001, "NotReady");
        await AssertFailsAsync("endpoint");
    }

    [Fact]
    public async Task Doctor_AnotherChainThanPinned_Exits10()
    {
        Assert.Equal(0, await _cli.RunAsync("network", "add", "local"));
        Assert.Equal(0, await _cli.RunAsync("status", "-n", "local"));
        _cli.Node.Genesis = "0x" + new string('d', 64);
        await AssertFailsAsync("endpoint", "-n", "local");
        Assert.Contains("serves another chain", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_HoldsWhatItListed_WithoutSecretsAndKeys()
    {
        string data = WriteFolder();
        string path = _cli.PathOf("bundle.tar.gz");
        _cli.Node.Answer("aeth_getPeers", _ => new JsonObject { ["token"] = "hunter2", ["peers"] = new JsonArray() });
        Assert.Equal(0, await _cli.RunAsync("debug", "bundle", "--data", data, "--out", path, "--yes"));
        Dictionary<string, string> parts = await UnpackAsync(path);
        Assert.Equal(
            ["aether.toml", "doctor.json", "endpoints.json", "logs/node.log", "metrics.txt", "status.json"],
            parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(parts.Keys, name => Assert.Contains(name, _cli.Error, StringComparison.Ordinal));
        Assert.All(parts.Values, text => Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal));
        Assert.Contains("port = 8545", parts["aether.toml"], StringComparison.Ordinal);
        Assert.Contains("aether_consensus_slot", parts["metrics.txt"], StringComparison.Ordinal);
        Assert.Contains("genesisHash", parts["status.json"], StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        Assert.Equal(2, await _cli.RunAsync("debug", "bundle", "--data", data, "--out", path, "--yes"));
        Assert.StartsWith("error AE-2007:", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_OfADeadNode_IsMadeAllTheSame()
    {
        _cli.Http = new RefusingHandler();
        string path = _cli.PathOf("bundle.tar.gz");
        Assert.Equal(0, await _cli.RunAsync("debug", "bundle", "--data", WriteFolder(), "--out", path, "--yes"));
        Assert.Contains("not had:", (await UnpackAsync(path))["metrics.txt"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("n", 2)]
    [InlineData("y", 0)]
    public async Task Bundle_IsWrittenAfterAYesAlone(string? answer, int exit)
    {
        string path = _cli.PathOf("bundle.tar.gz");
        string? asked = null;
        _cli.AskLine = answer is null ? null : question =>
        {
            asked = question;
            return answer;
        };
        Assert.Equal(exit, await _cli.RunAsync("debug", "bundle", "--out", path));
        Assert.Equal(exit == 0, File.Exists(path));
        Assert.Equal(answer is not null, asked is not null);
        Assert.Equal(2, await _cli.RunAsync("debug", "bundle", "--out", _cli.PathOf("other.tar.gz"), "--json"));
        Assert.Contains("AE-2011", _cli.Output, StringComparison.Ordinal);
    }

    private string WriteFolder()
    {
        string data = _cli.PathOf("data");
        Directory.CreateDirectory(Path.Combine(data, "keys"));
        File.WriteAllText(Path.Combine(data, "aether.toml"), "[rpc]\nport = 8545\napi_token = \"hunter2\"\n");
        File.WriteAllText(Path.Combine(data, "endpoints.json"), "{\"metrics\":\"http://127.0.0.1:9090/metrics\"}");
        File.WriteAllText(Path.Combine(data, "node.log"), "connect to http://me:hunter2@host/\n");
        File.WriteAllText(Path.Combine(data, "keys", "node.json"), "hunter2");
        File.WriteAllText(Path.Combine(data, "safety.log"), "hunter2");
        return data;
    }

    private async Task AssertFailsAsync(string check, params string[] more)
    {
        Assert.Equal(10, await _cli.RunAsync(["doctor", .. more]));
        Assert.StartsWith("error AE-1101:", _cli.Error, StringComparison.Ordinal);
        Assert.Matches($"(?m)^FAILED +{System.Text.RegularExpressions.Regex.Escape(check)}: ", _cli.Output);
        Assert.Contains("why: ", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("fix: ", _cli.Output, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, string>> UnpackAsync(string path)
    {
        Dictionary<string, string> parts = [];
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using FileStream file = File.OpenRead(path);
        await using GZipStream compressed = new(file, CompressionMode.Decompress);
        await using TarReader archive = new(compressed);
        while (await archive.GetNextEntryAsync(copyData: true, stop) is { } entry)
        {
            Assert.StartsWith("aether-bundle/", entry.Name, StringComparison.Ordinal);
            using StreamReader reader = new(entry.DataStream!);
            parts.Add(entry.Name["aether-bundle/".Length..], await reader.ReadToEndAsync(stop));
        }
        return parts;
    }

    private sealed class RefusingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(
                new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
    }
}
