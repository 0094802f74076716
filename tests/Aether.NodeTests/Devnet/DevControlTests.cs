using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Consensus.HotStuff;
using Aether.Execution.Storage;
using Aether.Node;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Control;
using Aether.NodeTests.Cli;
using Aether.Pipeline;
using Aether.Sdk.Client;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.NodeTests.Devnet;

/// <summary>A chain for development that does what it is told, and its admin socket. Its clock is its own.</summary>
public sealed class DevControlTests : IAsyncLifetime
{
    private const ulong Seed = 9;

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-control-").FullName;
    private readonly HttpClient _http = new();
    private DevnetNetwork? _network;
    private AetherClient _client = null!;

    public async ValueTask InitializeAsync() => await StartAsync(new DevClock(TimeProvider.System));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _network!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Mine_WhileBlocksComeOnlyWhenAskedFor_MakesThatMany()
    {
        ulong before = await StopClockAsync();
        Assert.Equal(before + 1, await MineAsync([]));
        Assert.Equal(before + 26, await MineAsync([25]));
        HeaderInfo[] headers = await HeadersAsync(before + 1, before + 26);
        for (int index = 1; index < headers.Length; index++)
        {
            Assert.Equal(SlotMs, headers[index].TimestampMs - headers[index - 1].TimestampMs);
        }
        Assert.All(headers, header => Assert.True(header.Finalized));
    }

    [Fact]
    public async Task Transaction_WhileTheClockStands_WaitsForABlock()
    {
        ulong before = await StopClockAsync();
        var to = DevnetAccounts.AddressOf(Seed, "bob");
        var hash = await _client.RequestFaucetAsync(to, 5, Core.Types.AssetId.Swr);
        Assert.Equal("pending", (await _client.GetTransactionStatusAsync(hash))!.Status);
        Assert.Equal(before, await FinalAsync());
        await MineAsync([1]);
        ReceiptInfo receipt = (await _client.GetReceiptAsync(hash))!;
        Assert.Equal((before + 1, true), (receipt.Height, receipt.Finalized));
    }

    [Fact]
    public async Task AdvanceTime_DatesTheNextBlockLater_AndAStartAgainGoesOnFromThere()
    {
        ulong before = await StopClockAsync();
        HeaderInfo old = (await HeadersAsync(before, before))[0];
        JsonElement clock = await _client.CallAsync("aeth_dev_advanceTime", [86_400_000]);
        Assert.True(clock.GetProperty("offsetMs").GetInt64() > 86_000_000);
        await MineAsync([1]);
        HeaderInfo dated = (await HeadersAsync(before + 1, before + 1))[0];
        Assert.True(dated.TimestampMs - old.TimestampMs >= 86_400_000 - 1_000);
        await _network!.DisposeAsync();
        DevClock second = new(TimeProvider.System);
        await StartAsync(second);
        Assert.True(second.OffsetMs > 86_000_000);
        Assert.True(await MineAsync([3]) >= before + 4);
    }

    [Theory]
    [InlineData("aeth_dev_mine", "[0]", -32602)]
    [InlineData("aeth_dev_mine", "[\"many\"]", -32602)]
    [InlineData("aeth_dev_mine", "[1001]", -32005)]
    [InlineData("aeth_dev_mine", "[1,2]", -32602)]
    [InlineData("aeth_dev_setAutomine", "[]", -32602)]
    [InlineData("aeth_dev_setAutomine", "[1]", -32602)]
    [InlineData("aeth_dev_advanceTime", "[]", -32602)]
    [InlineData("aeth_dev_advanceTime", "[-1]", -32602)]
    [InlineData("aeth_dev_advanceTime", "[9000000000000000]", -32005)]
    [InlineData("aeth_dev_clock", "[1]", -32602)]
    [InlineData("aeth_dev_mineToEpoch", "[\"next\"]", -32602)]
    [InlineData("aeth_dev_mineToEpoch", "[1]", -32005)]
    [InlineData("aeth_dev_mineToEpoch", "[4294967295]", -32005)]
    [InlineData("aeth_dev_snapshot", "[1]", -32602)]
    [InlineData("aeth_dev_snapshots", "[1]", -32602)]
    [InlineData("aeth_dev_revert", "[]", -32602)]
    [InlineData("aeth_dev_revert", "[7]", -32602)]
    [InlineData("aeth_dev_revert", "[-1]", -32602)]
    [InlineData("aeth_dev_dumpState", "[1]", -32602)]
    public async Task Call_WithOtherParameters_IsRefused(string method, string parameters, int code)
    {
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => _client.CallAsync(method, JsonNode.Parse(parameters)!.AsArray()));
        Assert.Equal(code, error.Code);
    }

    [Theory]
    [InlineData("aeth_dev_mine", "[]")]
    [InlineData("aeth_dev_setAutomine", "[false]")]
    [InlineData("aeth_dev_advanceTime", "[1]")]
    [InlineData("aeth_dev_clock", "[]")]
    [InlineData("aeth_dev_mineToEpoch", "[]")]
    [InlineData("aeth_dev_snapshot", "[]")]
    [InlineData("aeth_dev_snapshots", "[]")]
    [InlineData("aeth_dev_revert", "[1]")]
    [InlineData("aeth_dev_dumpState", "[]")]
    public async Task Call_OnAChainWithItsOwnClock_IsRefusedByName(string method, string parameters)
    {
        await _network!.DisposeAsync();
        await StartAsync(clock: null);
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => _client.CallAsync(method, JsonNode.Parse(parameters)!.AsArray()));
        Assert.Equal((-32004, "NamespaceDisabled"), (error.Code, error.Name));
        Assert.Contains("aether dev", error.Details!.Value.GetProperty("enable").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdminSocket_ShowsAndChangesLogLevels_AndTellsWhatIsNeeded()
    {
        NodeHost node = _network!.Nodes[0];
        await node.ServeAdminAsync();
        using AdminConnection admin = new(node.AdminPath!);
        JsonElement levels = await admin.Client.CallAsync("aeth_admin_logLevel", []);
        string before = levels.GetProperty("levels").GetString()!;
        try
        {
            JsonElement changed = await admin.Client.CallAsync("aeth_admin_logLevel", ["error,storage=debug"]);
            Assert.Equal("error,storage=debug", changed.GetProperty("levels").GetString());
        }
        finally
        {
            await admin.Client.CallAsync("aeth_admin_logLevel", [before]);
        }
        foreach (string wrong in (string[])["loud", "info,no_such_module=debug"])
        {
            RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
                () => admin.Client.CallAsync("aeth_admin_logLevel", [wrong]));
            Assert.Equal(-32602, error.Code);
        }
        JsonElement debug = await admin.Client.CallAsync("aeth_admin_debug", []);
        Assert.Equal(Environment.ProcessId, debug.GetProperty("pid").GetInt32());
        Assert.True(debug.GetProperty("threads").GetArrayLength() > 1 || !OperatingSystem.IsLinux());
        Assert.Contains(
            debug.GetProperty("health").EnumerateArray(), part => part.GetProperty("part").GetString() == "storage");
        RpcErrorException closed = await Assert.ThrowsAsync<RpcErrorException>(
            () => _client.CallAsync("aeth_admin_debug", []));
        Assert.Equal(-32004, closed.Code);
    }

    [Fact]
    public async Task AdminCommands_BySocketOrFolder()
    {
        NodeHost node = _network!.Nodes[0];
        await node.ServeAdminAsync();
        using ToolHarness cli = new();
        Assert.Equal(0, await cli.RunAsync("admin", "log-level", "--admin", node.AdminPath!, "--field", "levels"));
        string before = cli.Output.Trim();
        Assert.Equal(0, await cli.RunAsync("admin", "log-level", before, "--admin", node.AdminPath!));
        string data = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        File.WriteAllText(
            Path.Combine(data, "endpoints.json"), new JsonObject { ["admin"] = node.AdminPath }.ToJsonString());
        Assert.Equal(0, await cli.RunAsync("admin", "debug", "--data", data, "--field", "pid"));
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), cli.Output.Trim());
        Assert.Equal(2, await cli.RunAsync("admin", "debug"));
    }

    private ulong SlotMs => (ulong)_network!.Nodes[0].View.Genesis.Parameters.SlotMs;

    private async Task StartAsync(DevClock? clock)
    {
        DevnetFolder folder = DevnetFolder.OpenOrCreate(new DevnetOptions(1, _folder, Seed, null, false, 0));
        // As `aether dev` runs it: nobody else claims a slot, so there is nothing to wait for after its start.
        PipelineOptions pipeline = new()
        {
            Timing = ConsensusTiming.ForSlot(folder.Genesis.Parameters.SlotMs) with { ClaimMs = 0 },
        };
        DevSnapshots snapshots = new(DevnetFolder.FilesOf(_folder));
        _network = await DevnetNetwork.OpenAsync(
            folder, pipeline, retention: Retention.Full, clock: clock, snapshots: snapshots);
        _client = new AetherClient(_http, await _network.StartAsync(0, Seed));
    }

    // What was under way is final when a block was made after the clock stood.
    private async Task<ulong> StopClockAsync()
    {
        JsonElement clock = await _client.CallAsync("aeth_dev_setAutomine", [false]);
        Assert.False(clock.GetProperty("automine").GetBoolean());
        return await MineAsync([2]);
    }

    private async Task<ulong> MineAsync(JsonArray parameters) =>
        (await _client.CallAsync("aeth_dev_mine", parameters)).GetUInt64();

    private async Task<ulong> FinalAsync() => (await _client.GetHeaderAsync(BlockTag.Finalized))!.Height;

    private async Task<HeaderInfo[]> HeadersAsync(ulong from, ulong to)
    {
        List<HeaderInfo> headers = [];
        for (ulong height = from; height <= to; height++)
        {
            headers.Add((await _client.GetHeaderAsync(BlockTag.AtHeight(height)))!);
        }
        return [.. headers];
    }
}
