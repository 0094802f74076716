using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Aether.Core;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.NodeTests.Rpc.Http;

public sealed class RpcServerTests
{
    private const string Notify = """{"jsonrpc":"2.0","method":"echo","params":["a"]}""";

    [Fact]
    public async Task Post_IsAnsweredOnOneConnectionAgainAndAgain()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        using Socket socket = await server.ConnectAsync();
        foreach (string method in (string[])["echo", "heavy", "echo"])
        {
            string request = RpcTestServer.Post(RpcTestServer.Call(method, """["a"]"""), "X-Request-Id: q-7\r\n");
            await socket.SendAsync(Encoding.ASCII.GetBytes(request));
            (string head, string body) = await RpcTestServer.ReadAnswerAsync(socket);
            Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
            Assert.Contains("X-Request-Id: q-7", head, StringComparison.Ordinal);
            Assert.Contains("Date: ", head, StringComparison.Ordinal);
            Assert.Equal("""{"jsonrpc":"2.0","result":"a","id":1}""", body);
        }
    }

    [Fact]
    public async Task PipelinedPosts_AreAnsweredInOrder_HeavyOnesToo()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        using Socket socket = await server.ConnectAsync();
        StringBuilder requests = new();
        for (int id = 0; id < 500; id++)
        {
            requests.Append(RpcTestServer.Post(RpcTestServer.Call(id % 7 == 0 ? "heavy" : "echo", $"[\"{id}\"]", id)));
        }
        Task sending = socket.SendAsync(Encoding.ASCII.GetBytes(requests.ToString()));
        for (int id = 0; id < 500; id++)
        {
            (string _, string body) = await RpcTestServer.ReadAnswerAsync(socket);
            Assert.Equal($$"""{"jsonrpc":"2.0","result":"{{id}}","id":{{id}}}""", body);
        }
        await sending;
    }

    [Fact]
    public async Task Post_InSmallPieces_IsAnswered()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        using Socket socket = await server.ConnectAsync();
        byte[] request = Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("echo", """["abc"]""")));
        foreach (byte[] piece in request.Chunk(3))
        {
            await socket.SendAsync(piece);
        }
        Assert.Contains("\"abc\"", (await RpcTestServer.ReadAnswerAsync(socket)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notifications_AreHttp204()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        using Socket socket = await server.ConnectAsync();
        foreach (string body in (string[])[Notify, $"[{Notify},{Notify}]"])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post(body)));
            (string head, string answer) = await RpcTestServer.ReadAnswerAsync(socket);
            Assert.StartsWith("HTTP/1.1 204 No Content", head, StringComparison.Ordinal);
            Assert.Equal("", answer);
        }
    }

    [Fact]
    public async Task OddRequests_AreAnsweredByTheFullServer_OnTheSameConnection()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        using Socket socket = await server.ConnectAsync();
        string call = RpcTestServer.Call("echo", """["b"]""");
        string chunked = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{call.Length:x}\r\n{call}\r\n0\r\n\r\n";
        string all = RpcTestServer.Post(call) + chunked + "GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(all));
        Assert.Contains("\"b\"", (await RpcTestServer.ReadAnswerAsync(socket)).Body, StringComparison.Ordinal);
        (string second, string _) = await RpcTestServer.ReadAnswerAsync(socket);
        Assert.StartsWith("HTTP/1.1 200 OK", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenRpcAndPages_AreServed()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        string answer = await server.ExchangeAsync(
            "GET /openrpc.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Contains("\"openrpc\":\"1.3.2\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HugeBody_IsHttp413()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        string answer = await server.ExchangeAsync(
            "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + $"Content-Length: {Limits.Rpc.MaxBodyBytes + 1}\r\n\r\nx");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForeignHostOrOrigin_IsHttp403()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        string body = RpcTestServer.Call("echo", """["b"]""");
        string foreign = RpcTestServer.Post(body, "Connection: close\r\n").Replace("localhost", "evil.example");
        Assert.StartsWith("HTTP/1.1 403", await server.ExchangeAsync(foreign), StringComparison.Ordinal);
        string origin = RpcTestServer.Post(body, "Connection: close\r\nOrigin: http://evil.example\r\n");
        Assert.StartsWith("HTTP/1.1 403", await server.ExchangeAsync(origin), StringComparison.Ordinal);
    }

    // The same bytes, mutated, to a server with and one without the small reader: what it takes, the other takes alike.
    [Fact]
    public async Task MutatedRequests_AreAnsweredAsByTheFullServerAlone()
    {
        await using RpcTestServer fast = await RpcTestServer.StartAsync();
        await using RpcTestServer full = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = false });
        string seed = RpcTestServer.Post(RpcTestServer.Call("echo", """["a"]"""), "Accept: */*\r\nX-Request-Id: 1\r\n")
            + RpcTestServer.Post(RpcTestServer.Call("echo", """["b"]"""), "Connection: close\r\n");
        string[] pieces =
        [
            "\r\n", "\n", "\r", " ", "\t", "\0", ":", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "+",
            "0",
            "Host: localhost\r\n", "Expect: 100-continue\r\n", "\r\n\r\n", "Connection: close\r\n", "\u00e9", "{", "\"",
        ];
        // Ends whatever state the mutated bytes left behind: a body that is longer than it was, or half a head.
        string rest = "\r\n\r\n" + string.Concat(Enumerable.Repeat(
            "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 30)) + "\0 bad\r\n\r\n";
        Random random = new(11);
        int answered = 0;
        for (int round = 0; round < 150; round++)
        {
            int at = random.Next(seed.Length);
            string piece = pieces[random.Next(pieces.Length)];
            string request = random.Next(3) switch
            {
                0 => seed.Insert(at, piece),
                1 => seed.Remove(at, Math.Min(random.Next(1, 9), seed.Length - at)),
                _ => seed[..at] + piece + seed[Math.Min(at + piece.Length, seed.Length)..],
            };
            (string[] first, string[] second) = (
                Shape(await fast.ExchangeAsync(request + rest)), Shape(await full.ExchangeAsync(request + rest)));
            Assert.True(first.SequenceEqual(second), $"{request}\n---\n{string.Join('|', first)}\n---\n"
                + string.Join('|', second));
            answered += first.Length > 0 && first[0].Contains("200") ? 1 : 0;
        }
        Assert.InRange(answered, 20, 149);
    }

    [Fact]
    public async Task Budget_IsHttp429WithTheTimeToWait_AndMinus32005InBatches()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions(1, 3));
        using Socket socket = await server.ConnectAsync();
        string call = RpcTestServer.Call("echo", """["a"]""");
        byte[] request = Encoding.ASCII.GetBytes(RpcTestServer.Post(call));
        for (int index = 0; index < 3; index++)
        {
            await socket.SendAsync(request);
            Assert.StartsWith(
                "HTTP/1.1 200", (await RpcTestServer.ReadAnswerAsync(socket)).Head, StringComparison.Ordinal);
        }
        await socket.SendAsync(request);
        (string head, string body) = await RpcTestServer.ReadAnswerAsync(socket);
        Assert.StartsWith("HTTP/1.1 429", head, StringComparison.Ordinal);
        Assert.Contains("Retry-After: ", head, StringComparison.Ordinal);
        Assert.Matches("\"code\":-32005,.*\"limit\":1,\"requested\":1,\"retryAfterMs\":[0-9]+", body);
        await socket.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post($"[{call},{call},{call},{call}]")));
        (head, body) = await RpcTestServer.ReadAnswerAsync(socket);
        Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
        Assert.InRange(Regex.Count(body, "-32005"), 1, 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Flood_OfOneAddress_IsRefused_AndCostsAnotherNothing(bool fast)
    {
        const int Flood = 2_000;
        await using RpcTestServer server = await RpcTestServer.StartAsync(
            new RpcServerOptions(1, 50) { IsFast = fast });
        using Socket flooding = await server.ConnectAsync(from: "127.0.0.2");
        using Socket other = await server.ConnectAsync();
        byte[] request = Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("echo", """["a"]""")));
        Task sending = flooding.SendAsync(Enumerable.Repeat(request, Flood).SelectMany(part => part).ToArray());
        int refused = 0;
        for (int index = 0; index < Flood; index++)
        {
            (string head, string _) = await RpcTestServer.ReadAnswerAsync(flooding);
            refused += head.StartsWith("HTTP/1.1 429", StringComparison.Ordinal) ? 1 : 0;
            if (index % 100 == 0)
            {
                await other.SendAsync(request);
                (head, _) = await RpcTestServer.ReadAnswerAsync(other);
                Assert.StartsWith("HTTP/1.1 200", head, StringComparison.Ordinal);
            }
        }
        await sending;
        Assert.InRange(refused, Flood - 200, Flood - 50);
    }

    [Fact]
    public async Task Client_OfTheSdk_WaitsForItsBudget_AndSaysSoWhenThatTakesTooLong()
    {
        RpcEntry costly = RpcTestServer.Entry("costly", (_, json) => json.WriteNullValue(), cost: 1_000_000);
        await using RpcTestServer server = await RpcTestServer.StartAsync(
            new RpcServerOptions(100, 10_000_000), null, costly);
        using HttpClient http = new();
        AetherClient client = new(http, server.Address);
        for (int index = 0; index < 10; index++)
        {
            await client.CallAsync("costly", []);
        }
        // A hundred units come back in a second, so this one waits for its own.
        Assert.Equal("a", (await client.CallAsync("echo", ["a"])).GetString());
        RpcErrorException refused = await Assert.ThrowsAsync<RpcErrorException>(() => client.CallAsync("costly", []));
        Assert.Equal(-32005, refused.Code);
        Assert.InRange(refused.RetryAfter!.Value.TotalMinutes, 100, 200);
    }

    [Fact]
    public async Task Environment_OpensNoOtherEndpoint()
    {
        const string Variable = "Kestrel__Endpoints__Other__Url";
        using TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        // A server that heard of it would fail to bind what is taken.
        Environment.SetEnvironmentVariable(Variable, $"http://{taken.LocalEndpoint}");
        try
        {
            await using RpcTestServer server = await RpcTestServer.StartAsync();
            Assert.NotEqual(((System.Net.IPEndPoint)taken.LocalEndpoint).Port, server.Address.Port);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ws")]
    public async Task WebSocket_EndsWhenTheServerStops(string path)
    {
        RpcTestServer server = await RpcTestServer.StartAsync();
        using ClientWebSocket socket = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Address.Port}/{path}"), limit.Token);
        Task stopping = server.DisposeAsync().AsTask();
        // Without an end of its own it would last until the server gives up waiting, after thirty seconds.
        try
        {
            WebSocketReceiveResult end = await socket.ReceiveAsync(new byte[100], limit.Token);
            Assert.Equal(WebSocketMessageType.Close, end.MessageType);
        }
        catch (WebSocketException)
        {
            // Cut: as good.
        }
        await stopping.WaitAsync(limit.Token);
    }

    [Fact]
    public async Task HeavyCalls_WaitAndAreRefusedBeyondTheirPool_WhileLightOnesGoOn()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(heavy: new RpcWorkers(1, 1));
        byte[] wait = Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("wait", "[]")));
        List<Socket> sockets = [];
        for (int index = 0; index < 6; index++)
        {
            sockets.Add(await server.ConnectAsync());
            await sockets[^1].SendAsync(wait);
        }
        using Socket other = await server.ConnectAsync();
        await other.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("echo", """["a"]"""))));
        Assert.Contains("\"a\"", (await RpcTestServer.ReadAnswerAsync(other)).Body, StringComparison.Ordinal);
        Task<(string Head, string Body)>[] answers = [.. sockets.Select(RpcTestServer.ReadAnswerAsync)];
        while (answers.Count(answer => answer.IsCompleted) < 4)
        {
            await Task.WhenAny(answers.Where(answer => !answer.IsCompleted));
        }
        server.Gate.Release(2);
        (string Head, string Body)[] all = await Task.WhenAll(answers);
        Assert.Equal(4, all.Count(answer => answer.Head.StartsWith("HTTP/1.1 429", StringComparison.Ordinal)));
        Assert.Equal(2, all.Count(answer => answer.Body.Contains("true", StringComparison.Ordinal)));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task OverdueCall_IsTimeout()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(heavy: new RpcWorkers(1, 4, 50));
        using Socket first = await server.ConnectAsync();
        using Socket second = await server.ConnectAsync();
        await first.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("wait", "[]"))));
        await second.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("wait", "[]"))));
        Task<(string Head, string Body)> one = RpcTestServer.ReadAnswerAsync(first);
        Task<(string Head, string Body)> two = RpcTestServer.ReadAnswerAsync(second);
        Task<(string Head, string Body)> refused = await Task.WhenAny(one, two);
        Assert.Contains("-32002", (await refused).Body, StringComparison.Ordinal);
        server.Gate.Release(2);
        Assert.Contains("true", (await (refused == one ? two : one)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientsThatReadNothing_AreCutBeforeTheyHoldMuchMemory()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        // Twenty answers of 20 MB are six times what may be held.
        byte[] ask = Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("large", "[20000]")));
        List<Socket> sockets = [];
        for (int index = 0; index < 20; index++)
        {
            sockets.Add(await server.ConnectAsync(receiveBuffer: 4_096));
            await sockets[^1].SendAsync(ask);
        }
        using Socket other = await server.ConnectAsync();
        await other.SendAsync(Encoding.ASCII.GetBytes(RpcTestServer.Post(RpcTestServer.Call("heavy", """["a"]"""))));
        Assert.Contains("\"a\"", (await RpcTestServer.ReadAnswerAsync(other)).Body, StringComparison.Ordinal);
        int whole = 0;
        foreach (Socket socket in sockets)
        {
            whole += (await RpcTestServer.ReadAnswerOrEndAsync(socket)).Length > 20_000_000 ? 1 : 0;
        }
        Assert.InRange(whole, 1, 4);
        sockets.ForEach(socket => socket.Dispose());
    }

    private static string[] Shape(string answers) =>
    [
        .. Regex.Matches(answers, "HTTP/1.1 [0-9]+|\\{\"jsonrpc\"[^\r\n]*?\\}(?=HTTP|$)").Select(match => match.Value),
    ];
}
