using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Rpc.Subscriptions;
using Aether.Node.Telemetry;
using Xunit;

namespace Aether.NodeTests.Rpc.Subscriptions;

public sealed class WebSocketTests(RpcTestNode node)
{
    [Theory]
    [InlineData("")]
    [InlineData("ws")]
    public async Task Call_OverWebSocket_IsAnsweredAsOverHttp(string path)
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, path);
        JsonElement answer = await AskAsync(socket, "aeth_chainId", "[]");
        Assert.Equal(node.Genesis.ChainId, answer.GetProperty("result").GetProperty("chainId").GetString());
    }

    [Fact]
    public async Task FinalizedHeads_ComeInOrder_AndACursorGoesOnWithoutAGap()
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        JsonElement answer = await AskAsync(socket, "aeth_subscribe", """["finalizedHeads"]""");
        string id = answer.GetProperty("result").GetString()!;
        List<JsonElement> heads = [];
        while (heads.Count < 3)
        {
            heads.Add(await NextAsync(socket));
        }
        Assert.All(heads, head => Assert.Equal(id, head.GetProperty("subscription").GetString()));
        Assert.All(heads, head => Assert.Equal("final", head.GetProperty("step").GetString()));
        Assert.Equal([1UL, 2UL, 3UL], heads.Select(head => head.GetProperty("seq").GetUInt64()));
        ulong first = HeightOf(heads[0]);
        Assert.Equal([first, first + 1, first + 2], heads.Select(HeightOf));
        using ClientWebSocket other = await ConnectAsync(node.Address, "");
        string cursor = heads[0].GetProperty("cursor").GetString()!;
        answer = await AskAsync(other, "aeth_subscribe", $$"""["finalizedHeads",{"fromCursor":"{{cursor}}"}]""");
        Assert.True(answer.TryGetProperty("result", out _), answer.ToString());
        JsonElement again = await NextAsync(other);
        Assert.Equal(first + 1, HeightOf(again));
        Assert.Equal(heads[1].GetProperty("cursor").GetString(), again.GetProperty("cursor").GetString());
    }

    [Fact]
    public async Task Transaction_IsFollowedToItsEnd_AndTheSubscriptionEnds()
    {
        Transaction transaction = await node.TransferAsync("faucet", "bob", 3);
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        JsonElement answer = await AskAsync(
            socket, "aeth_subscribe", $$"""["transaction",{"hash":"{{transaction.Id}}"}]""");
        string id = answer.GetProperty("result").GetString()!;
        Assert.Equal("unknown", StateOf(await NextAsync(socket)));
        await SendTextAsync(socket, Call("aeth_sendRawTransaction", $"[\"{Hex.Encode(transaction.Bytes)}\"]"));
        List<string> states = [];
        while (states.LastOrDefault() != "finalized")
        {
            JsonElement message = await ReadAsync(socket);
            if (message.TryGetProperty("params", out JsonElement told))
            {
                states.Add(StateOf(told));
            }
        }
        Assert.Equal(states.Distinct(), states);
        JsonElement life = (await node.AskAsync("aeth_getTransactionStatus", $"[\"{transaction.Id}\"]"))
            .GetProperty("result");
        Assert.Equal("final", life.GetProperty("status").GetString());
        Assert.True(life.GetProperty("own").GetBoolean());
        string?[] history = [.. life.GetProperty("history").EnumerateArray()
            .Select(step => step.GetProperty("state").GetString())];
        Assert.Equal(["received", "pending"], history.Take(2));
        // It ended by itself: there is nothing left to end.
        answer = await AskAsync(socket, "aeth_unsubscribe", $"[\"{id}\"]");
        Assert.False(answer.GetProperty("result").GetBoolean());
    }

    [Theory]
    [InlineData("newHeads", "{}")]
    [InlineData("slots", "{}")]
    [InlineData("account", """{"address":"$alice"}""")]
    [InlineData("mempool", "{}")]
    [InlineData("peers", "{}")]
    [InlineData("metrics", "{}")]
    public async Task Topic_TellsSomething_UntilItIsEnded(string topic, string options)
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        JsonElement answer = await AskAsync(socket, "aeth_subscribe", $"[\"{topic}\",{node.Fill(options)}]");
        string id = answer.GetProperty("result").GetString()!;
        JsonElement told = await NextAsync(socket);
        Assert.Equal(id, told.GetProperty("subscription").GetString());
        Assert.NotEqual(JsonValueKind.Null, told.GetProperty("result").ValueKind);
        bool hasCursor = topic is "newHeads" or "slots";
        Assert.Equal(hasCursor ? JsonValueKind.String : JsonValueKind.Null, told.GetProperty("cursor").ValueKind);
        answer = await AskAsync(socket, "aeth_unsubscribe", $"[\"{id}\"]");
        Assert.True(answer.GetProperty("result").GetBoolean());
    }

    [Fact]
    public async Task Logs_OfAFinalBlock_AreTold()
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        await AskAsync(socket, "aeth_subscribe", """["logs",{"finalOnly":true}]""");
        JsonElement receipt = await node.SendAsync(await node.TransferAsync("faucet", "bob", 4));
        Assert.NotEqual(0, receipt.GetProperty("events").GetArrayLength());
        JsonElement told = await NextAsync(socket);
        Assert.Equal("final", told.GetProperty("step").GetString());
        Assert.NotEqual(0, told.GetProperty("result").GetArrayLength());
    }

    [Theory]
    [InlineData("""["finalizedHeads",{"fromCursor":"nonsense"}]""", -32602)]
    [InlineData("""["weather"]""", -32602)]
    [InlineData("""["newHeads",{"unknown":1}]""", -32602)]
    [InlineData("""["transaction"]""", -32602)]
    public async Task BadSubscription_IsRefused(string parameters, int code)
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        JsonElement answer = await AskAsync(socket, "aeth_subscribe", parameters);
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Subscription_OverHttp_SaysWhereToAsk()
    {
        JsonElement answer = await node.AskAsync("aeth_subscribe", """["newHeads"]""");
        JsonElement error = answer.GetProperty("error");
        Assert.Equal(-32004, error.GetProperty("code").GetInt32());
        Assert.NotEqual("", error.GetProperty("data").GetProperty("enable").GetString());
    }

    [Fact]
    public async Task TooManySubscriptions_AreRefusedWithTheLimit()
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        for (int index = 0; index < Limits.Rpc.MaxSubscriptions; index++)
        {
            JsonElement taken = await AskAsync(socket, "aeth_subscribe", """["logs"]""");
            Assert.True(taken.TryGetProperty("result", out _));
        }
        JsonElement answer = await AskAsync(socket, "aeth_subscribe", """["logs"]""");
        Assert.Equal(-32005, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Answer_WhenOthersHoldAllMemory_GoesOutOnceItsClientReads()
    {
        HeldBytes held = new(10);
        held.Add(10);
        FrameQueue queue = new(2, 8, held);
        Assert.False(queue.TryPut([1]));
        await queue.PutWhenHalfEmptyAsync([1, 2, 3, 4, 5], CancellationToken.None);
        Task second = queue.PutWhenHalfEmptyAsync([6], CancellationToken.None);
        Assert.False(second.IsCompleted);
        Assert.Equal([1, 2, 3, 4, 5], queue.TryTake(out _));
        await second;
        Assert.Equal([6], queue.TryTake(out _));
    }

    [Fact]
    public async Task Subscriptions_AreCountedWhileTheyLast()
    {
        using Meter meter = new("test");
        RpcMetrics metrics = new(meter, "logs");
        SubscriptionSession session = new(new SubscriptionOptions(), new HeldBytes(1 << 20), metrics);
        await using (session)
        {
            TaskCompletionSource ended = new();
            session.Begin("logs", item => ended.Task.WaitAsync(item.Stop), Task.CompletedTask);
            session.Begin("logs", item => ended.Task.WaitAsync(item.Stop), Task.CompletedTask);
            Assert.Equal(2, Open(metrics));
        }
        Assert.Equal(0, Open(metrics));
    }

    private static int Open(RpcMetrics metrics)
    {
        int open = 0;
        metrics.EachTopic((_, count) => open += count);
        return open;
    }

    [Fact]
    public async Task SlowClient_GetsOneLaggedFrameWithItsCursor_AndGoesOnThere()
    {
        FrameQueue queue = new(2, 1 << 20, new HeldBytes(1 << 20));
        Subscription subscription = new("0x1", queue, CancellationToken.None);
        subscription.BeginAt("start");
        Assert.True(subscription.TryTell("new", "one", json => json.WriteNumberValue(1)));
        Assert.True(subscription.TryTell("new", "two", json => json.WriteNumberValue(2)));
        Assert.False(subscription.TryTell("new", "three", json => json.WriteNumberValue(3)));
        List<JsonElement> frames = [];
        while (queue.TryTake(out Task _) is { } frame)
        {
            using JsonDocument document = JsonDocument.Parse(frame);
            frames.Add(document.RootElement.GetProperty("params").Clone());
        }
        Assert.Equal(["new", "new", "lagged"], frames.Select(frame => frame.GetProperty("step").GetString()));
        Assert.Equal("two", frames[2].GetProperty("cursor").GetString());
        Assert.Equal(-32010, frames[2].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(3UL, frames[2].GetProperty("seq").GetUInt64());
        await queue.WaitForRoomAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(10, 100L, 40)]
    [InlineData(1_000, 100L, 40)]
    [InlineData(2, 1_000_000L, 40)]
    public void FrameQueue_HoldsNoMoreThanItsBounds(int frames, long bytes, int size)
    {
        HeldBytes held = new(1_000);
        FrameQueue queue = new(frames, bytes, held);
        int taken = 0;
        while (queue.TryPut(new byte[size]))
        {
            taken++;
        }
        Assert.Equal(Math.Min(Math.Min(frames, bytes / size), 1_000 / size), taken);
        queue.Close();
        Assert.Equal(0, held.Count);
        Assert.False(queue.TryPut(new byte[size]));
    }

    [Fact]
    public async Task BinaryMessage_EndsTheConnection()
    {
        using ClientWebSocket socket = await ConnectAsync(node.Address, "ws");
        await socket.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        WebSocketReceiveResult result = await socket.ReceiveAsync(new byte[16], CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, result.CloseStatus);
    }

    [Fact]
    public void Topics_AreInTheDescription() => Assert.Equal(9, RpcCatalogue.Topics.Length);

    internal static async Task<ClientWebSocket> ConnectAsync(Uri address, string path)
    {
        ClientWebSocket socket = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/" + path }.Uri, limit.Token);
        return socket;
    }

    internal static string Call(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":"q","method":"{{method}}","params":{{parameters}}}""";

    internal static Task SendTextAsync(ClientWebSocket socket, string text) => socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    // The answer: notifications before it are passed over.
    internal static async Task<JsonElement> AskAsync(ClientWebSocket socket, string method, string parameters)
    {
        await SendTextAsync(socket, Call(method, parameters));
        while (true)
        {
            JsonElement message = await ReadAsync(socket);
            if (message.TryGetProperty("id", out _))
            {
                return message;
            }
        }
    }

    internal static async Task<JsonElement> ReadAsync(ClientWebSocket socket)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[16 * 1024];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, limit.Token);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                using JsonDocument document = JsonDocument.Parse(text.ToArray());
                return document.RootElement.Clone();
            }
        }
    }

    private static async Task<JsonElement> NextAsync(ClientWebSocket socket) =>
        (await ReadAsync(socket)).GetProperty("params");

    private static ulong HeightOf(JsonElement told) => told.GetProperty("result").GetProperty("height").GetUInt64();

    private static string StateOf(JsonElement told) =>
        told.GetProperty("result").GetProperty("state").GetString()!;
}
