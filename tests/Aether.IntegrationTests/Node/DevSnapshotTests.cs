using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>The program `aether dev`, put back to how its chain was, dumped and loaded.</summary>
public sealed class DevSnapshotTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-revert-").FullName;
    private readonly HttpClient _http = new();
    private AetherProcess _node = null!;
    private AetherClient _client = null!;
    private Uri _rpc = null!;
    private Address _bob;

    public DevSnapshotTests() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts programs with env and sends signals with kill of Linux");

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync("--persist", At("chain"), "--epoch-slots", "20");
        }
        catch
        {
            // Nobody else ends the program then.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Revert_UndoesWhatCameAfter_AndTheChainGoesOnFromThere()
    {
        await CallAsync("aeth_dev_setAutomine", false);
        await CallAsync("aeth_dev_mine", 3);
        UInt128 before = await BalanceAsync();
        JsonElement snapshot = await CallAsync("aeth_dev_snapshot");
        ulong height = snapshot.GetProperty("height").GetUInt64();
        HeaderInfo head = (await _client.GetHeaderAsync(BlockTag.Finalized))!;
        Assert.Equal(height, head.Height);

        Hash256 gift = await _client.RequestFaucetAsync(_bob, 5, AssetId.Swr);
        await CallAsync("aeth_dev_advanceTime", 86_400_000);
        await CallAsync("aeth_dev_mine", 4);
        Assert.Equal(before + 5, await BalanceAsync());
        Hash256 waiting = await _client.RequestFaucetAsync(_bob, 7, AssetId.Swr);

        JsonElement back = await CallAsync("aeth_dev_revert", snapshot.GetProperty("id").GetUInt64());
        Assert.Equal(snapshot.GetRawText(), back.GetRawText());
        Assert.Equal(head.Hash, (await _client.GetHeaderAsync(BlockTag.Latest))!.Hash);
        Assert.Equal(before, await BalanceAsync());
        Assert.Null(await _client.GetTransactionStatusAsync(gift));
        Assert.Null(await _client.GetTransactionStatusAsync(waiting));
        JsonElement clock = await CallAsync("aeth_dev_clock");
        Assert.False(clock.GetProperty("automine").GetBoolean());
        Assert.True(clock.GetProperty("offsetMs").GetInt64() < 60_000);
        Assert.Equal(0, (await CallAsync("aeth_dev_snapshots")).GetArrayLength());

        await _client.RequestFaucetAsync(_bob, 11, AssetId.Swr);
        Assert.Equal(height + 2, (await CallAsync("aeth_dev_mine", 2)).GetUInt64());
        Assert.Equal(before + 11, await BalanceAsync());
        await StopAsync();
        (int code, string output, string[] error) = await AetherProcess.RunAsync(
            "replay", "--data", At("chain/node-0"), "--genesis", At("chain/genesis.toml"), "--from", "1",
            "--to", (height + 2).ToString(CultureInfo.InvariantCulture), "--compare-root", "--json");
        Assert.True(code == 0, output + string.Join('\n', error));
    }

    [Fact]
    public async Task Revert_WhileOthersAsk_LetsThemWait_AndAnswersAll()
    {
        await CallAsync("aeth_dev_mine", 2);
        using CancellationTokenSource stop = new();
        Task<int>[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answers = 0;
            for (; !stop.IsCancellationRequested; answers++)
            {
                await _client.GetHeaderAsync(BlockTag.Finalized);
                using HttpResponseMessage ready = await _http.GetAsync(new Uri(_rpc, "ready"));
                Assert.Equal(200, (int)ready.StatusCode);
            }
            return answers;
        }))];
        for (int time = 0; time < 5; time++)
        {
            JsonElement snapshot = await CallAsync("aeth_dev_snapshot");
            await CallAsync("aeth_dev_mine", 3);
            await CallAsync("aeth_dev_revert", snapshot.GetProperty("id").GetUInt64());
            Assert.True((await CallAsync("aeth_dev_mine", 1)).GetUInt64() > snapshot.GetProperty("height").GetUInt64());
        }
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients), static answers => Assert.True(answers > 0));
    }

    [Fact]
    public async Task Revert_EndsSubscriptions_AndRefusesACursorBehindIt()
    {
        await CallAsync("aeth_dev_setAutomine", false);
        JsonElement snapshot = await CallAsync("aeth_dev_snapshot");
        ulong id = snapshot.GetProperty("id").GetUInt64();
        using ClientWebSocket socket = await ConnectAsync();
        JsonElement refused = await AskAsync(socket, "aeth_dev_revert", $"[{id}]");
        Assert.Equal(-32600, refused.GetProperty("error").GetProperty("code").GetInt32());
        await AskAsync(socket, "aeth_subscribe", """["finalizedHeads"]""");
        await CallAsync("aeth_dev_mine", 1);
        string cursor = (await NextAsync(socket)).GetProperty("params").GetProperty("cursor").GetString()!;
        Task<WebSocketReceiveResult> ending = socket.ReceiveAsync(
            new byte[100], TestContext.Current.CancellationToken);
        await CallAsync("aeth_dev_revert", id);
        WebSocketReceiveResult end = await ending;
        Assert.Equal((WebSocketMessageType.Close, 1012), (end.MessageType, (int)end.CloseStatus!));

        // Another block at that height.
        await _client.RequestFaucetAsync(_bob, 1, AssetId.Swr);
        await CallAsync("aeth_dev_mine", 2);
        using ClientWebSocket again = await ConnectAsync();
        JsonElement answer = await AskAsync(
            again, "aeth_subscribe", $$"""["finalizedHeads",{"fromCursor":"{{cursor}}"}]""");
        Assert.Equal(-32010, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Revert_InABatch_IsRefused_AndTheExampleIsAnsweredAsDescribed()
    {
        await CallAsync("aeth_dev_snapshot");
        RpcMethodInfo info = RpcCatalogue.Of("aeth_dev_revert");
        string parameters = info.Examples[0].Parameters;
        string call = $$"""{"jsonrpc":"2.0","id":1,"method":"{{info.Name}}","params":{{parameters}}}""";
        JsonElement batch = await PostAsync($"[{call}]");
        Assert.Equal(-32600, batch[0].GetProperty("error").GetProperty("code").GetInt32());
        JsonElement answer = await PostAsync(call);
        using JsonDocument own = JsonDocument.Parse(OpenRpcDocument.Bytes);
        JsonElement schema = own.RootElement.GetProperty("methods").EnumerateArray()
            .Single(item => item.GetProperty("name").ValueEquals(info.Name))
            .GetProperty("result").GetProperty("schema");
        JsonElement[] required = [.. schema.GetProperty("required").EnumerateArray()];
        Assert.NotEmpty(required);
        Assert.All(required, name => Assert.True(
            answer.GetProperty("result").TryGetProperty(name.GetString()!, out _), answer.ToString()));
    }

    [Fact]
    public async Task MineToEpoch_EndsWhereTheEpochBegins()
    {
        JsonElement reached = await CallAsync("aeth_dev_mineToEpoch", 2);
        Assert.Equal(2, reached.GetProperty("epoch").GetInt32());
        JsonElement epoch = await CallAsync("aeth_getEpoch");
        Assert.Equal(2, epoch.GetProperty("epoch").GetInt32());
        Assert.Equal(3, (await CallAsync("aeth_dev_mineToEpoch")).GetProperty("epoch").GetInt32());
    }

    [Fact]
    public async Task Dump_IsWhereAnotherChainBegins()
    {
        await _client.RequestFaucetAsync(_bob, 13, AssetId.Swr);
        await CallAsync("aeth_dev_mine", 2);
        UInt128 balance = await BalanceAsync();
        await CallAsync("aeth_dev_setAutomine", false);
        byte[] state = (await CallAsync("aeth_dev_dumpState")).GetBytesFromBase64();
        HeaderInfo head = (await _client.GetHeaderAsync(BlockTag.Finalized))!;
        await StopAsync();
        await File.WriteAllBytesAsync(At("state"), state);
        await StartAsync("--load-state", At("state"), "--persist", At("other"));
        Assert.Equal(balance, await BalanceAsync());
        Assert.Equal(head.Hash, (await _client.GetHeaderAsync(BlockTag.AtHeight(head.Height)))!.Hash);
        Assert.True((await CallAsync("aeth_dev_mine", 1)).GetUInt64() > head.Height);
        string line = await AetherProcess.AssertRefusedAsync(
            2, "dev", "--ports", "auto", "--load-state", At("state"), "--persist", At("chain"));
        Assert.Contains("has a chain already", line, StringComparison.Ordinal);
    }

    private async Task StartAsync(params string[] more)
    {
        _node = AetherProcess.Start(["dev", "--ports", "auto", "--endpoints", At("e.json"), .. more]);
        await _node.WaitForTextAsync("node_ready");
        await _node.WaitForLineAsync("JSON-RPC");
        JsonElement places = JsonDocument.Parse(await File.ReadAllTextAsync(At("e.json"))).RootElement;
        _rpc = new Uri(places.GetProperty("rpc").GetString()!);
        _client = new AetherClient(_http, _rpc);
        string bob = places.GetProperty("accounts").EnumerateArray()
            .Single(account => account.GetProperty("name").ValueEquals("bob")).GetProperty("address").GetString()!;
        Assert.True(AddressText.TryParse(bob, out _bob));
    }

    private async Task StopAsync()
    {
        await _node.SignalAsync("TERM");
        (int code, _, string[] error) = await _node.WaitAsync();
        Assert.True(code == 143, string.Join('\n', error));
    }

    private async Task<UInt128> BalanceAsync() =>
        (await _client.GetAccountAsync(_bob, BlockTag.Latest)).Balances
            .Single(static item => item.Asset == AssetId.Swr).Amount;

    private Task<JsonElement> CallAsync(string method, params JsonNode[] parameters) =>
        _client.CallAsync(method, new JsonArray(parameters));

    private async Task<JsonElement> PostAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _http.PostAsync(_rpc, content);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(
            new UriBuilder(_rpc) { Scheme = "ws", Path = "ws" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<JsonElement> AskAsync(ClientWebSocket socket, string method, string parameters)
    {
        byte[] call = Encoding.UTF8.GetBytes(
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""");
        await socket.SendAsync(call, WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        return await NextAsync(socket);
    }

    private static async Task<JsonElement> NextAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[65_536];
        WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.True(part.EndOfMessage);
        return JsonDocument.Parse(buffer.AsMemory(0, part.Count)).RootElement;
    }

    private string At(string name) => Path.Combine(_folder, name);
}
