using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>
/// The chain for development as a program. <c>AETHER_DEV_RESTARTS</c> sets how often it is stopped and started again.
/// </summary>
public sealed class DevChainTests : IDisposable
{
    private const int ShortRun = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-dev-test-").FullName;

    public DevChainTests() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts programs with env and sends signals with kill of Linux");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Dev_StopAndStart_GoesOnWithEqualRoots()
    {
        string? text = Environment.GetEnvironmentVariable("AETHER_DEV_RESTARTS");
        int restarts = text is null ? ShortRun : int.Parse(text, CultureInfo.InvariantCulture);
        Dictionary<ulong, string> roots = [];
        ulong last = 0;
        for (int run = 0; run <= restarts; run++)
        {
            foreach ((ulong height, string root) in await RunAsync())
            {
                Assert.True(roots.TryAdd(height, root), $"run {run}: height {height} is final a second time");
                Assert.Equal(last + 1, height);
                last = height;
            }
        }
        Assert.True(last > (ulong)restarts);
        (int code, string output, string[] error) = await AetherProcess.RunAsync(
            "replay", "--data", At("chain/node-0"), "--genesis", At("chain/genesis.toml"), "--from", "1",
            "--to", last.ToString(CultureInfo.InvariantCulture), "--compare-root", "--json");
        Assert.True(code == 0, output + string.Join('\n', error));
        TestContext.Current.TestOutputHelper?.WriteLine($"{restarts} restarts, height {last}, every root again");
    }

    [Fact]
    public async Task Dev_Temporary_WritesEndpointsAndLeavesNothing()
    {
        await using AetherProcess node = AetherProcess.Start("dev", "--ports", "auto", "--endpoints", At("e.json"));
        await node.WaitForTextAsync("node_ready");
        await node.WaitForLineAsync("JSON-RPC");
        JsonElement places = JsonDocument.Parse(await File.ReadAllTextAsync(At("e.json"))).RootElement;
        Assert.Equal(11, places.GetProperty("accounts").GetArrayLength());
        string data = places.GetProperty("dataFolder").GetString()!;
        Assert.True(File.Exists(places.GetProperty("accounts")[0].GetProperty("keyFile").GetString()));
        using HttpClient http = new();
        using HttpResponseMessage ready = await http.GetAsync(new Uri(places.GetProperty("rpc").GetString() + "ready"));
        Assert.Equal(200, (int)ready.StatusCode);
        await node.SignalAsync("TERM");
        (int code, string output, string[] error) = await node.WaitAsync();
        Assert.Equal((143, ""), (code, output));
        Assert.Contains(error, line => line.Contains("\"node_stopped\"", StringComparison.Ordinal));
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Init_ThenRun_NeedsNoOtherWords()
    {
        (int code, string output, _) = await AetherProcess.RunAsync(
            "init", "--network", "dev", "--data", At("node"), "--ports", "auto");
        Assert.Equal((0, At("node/aether.toml")), (code, output.Trim()));
        await using AetherProcess node = AetherProcess.Start("run", "--data", At("node"));
        await node.WaitForTextAsync("first_final_block");
        await node.SignalAsync("INT");
        (int stopped, string nothing, _) = await node.WaitAsync();
        Assert.Equal((130, ""), (stopped, nothing));
        Assert.False(File.Exists(At("node/endpoints.json")));
    }

    [Fact]
    public async Task Run_NoRoomOnTheDisk_StopsWith74()
    {
        // More than any disk has: the first look finds too little.
        (int code, _, string[] error) = await AetherProcess.RunAsync(
            "dev", "--ports", "auto", "--disk-stop", "4000000TiB");
        Assert.Equal(74, code);
        Assert.Contains(error, line => line.Contains("\"AE-7402\"", StringComparison.Ordinal));
        Assert.Contains(error, line => line.Contains("\"node_stopped\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[rpc]\nprot = 1", "did you mean 'rpc.port'?")]
    [InlineData("[rpc]\nport = 70000", "line 2: 'rpc.port' is a whole number from 0 to 65535")]
    public async Task Run_WrongFile_Exits2(string text, string expected)
    {
        await File.WriteAllTextAsync(At("aether.toml"), text);
        string line = await AetherProcess.AssertRefusedAsync(2, "run", "--data", _folder);
        Assert.Contains(expected, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SecondOnTheFolder_NamesTheFirst()
    {
        await AetherProcess.RunAsync("init", "--network", "dev", "--data", At("node"), "--ports", "auto");
        await using AetherProcess first = AetherProcess.Start("run", "--data", At("node"));
        await first.WaitForTextAsync("node_ready");
        string line = await AetherProcess.AssertRefusedAsync(8, "run", "--data", At("node"));
        Assert.Contains("(aether run) on ", line, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    // Heights and state roots that became final in one run.
    private async Task<(ulong Height, string Root)[]> RunAsync()
    {
        await using AetherProcess node = AetherProcess.Start(
            "dev", "--persist", At("chain"), "--ports", "auto", "--json");
        await node.WaitForTextAsync("first_final_block");
        await node.SignalAsync("TERM");
        (int code, string output, _) = await node.WaitAsync();
        Assert.Equal(143, code);
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("type").GetString() == "final")
                .Select(line => (
                    line.GetProperty("height").GetUInt64(), line.GetProperty("state_root").GetString()!)),
        ];
    }
}
