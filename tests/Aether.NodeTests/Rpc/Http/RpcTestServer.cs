using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.NodeTests.Rpc.Http;

/// <summary>A server with a few simple methods, and raw sockets to it.</summary>
internal sealed class RpcTestServer : IAsyncDisposable
{
    private readonly RpcServer _server;
    private readonly JsonRpcDispatcher _dispatcher;

    private RpcTestServer(RpcServer server, JsonRpcDispatcher dispatcher)
    {
        _server = server;
        _dispatcher = dispatcher;
    }

    public Uri Address => _server.Address;

    /// <summary>Heavy calls named "wait" end when this is released.</summary>
    public SemaphoreSlim Gate { get; private init; } = null!;

    public static async Task<RpcTestServer> StartAsync(
        RpcServerOptions? options = null, RpcWorkers? heavy = null, params RpcEntry[] more)
    {
        SemaphoreSlim gate = new(0);
        RpcRegistry registry = new(
        [
            Entry("echo", (parameters, json) => json.WriteStringValue(parameters.Text(0, "text"))),
            Entry("heavy", (parameters, json) => json.WriteStringValue(parameters.Text(0, "text")), RpcLane.Heavy),
            Entry("large", WriteLarge, RpcLane.Heavy),
            Entry("break", (_, _) => throw new InvalidOperationException("secret")),
            Entry("wait", (_, json) =>
            {
                gate.Wait();
                json.WriteBooleanValue(true);
            }, RpcLane.Heavy),
            .. more,
        ]);
        JsonRpcDispatcher dispatcher = new(registry, (_, _) => { }, null, heavy);
        RpcServer server = await RpcServer.StartAsync(
            0, new RpcFront(dispatcher, () => new NodeHealth(true, "chain", "0x", 1, 1, null, null)), options);
        return new RpcTestServer(server, dispatcher) { Gate = gate };
    }

    public static RpcEntry Entry(string name, RpcMethod run, RpcLane lane = RpcLane.Light, int cost = 1) =>
        new(new RpcMethodInfo(name, "") { Lane = lane, Cost = cost }, run, null);

    public static string Call(string method, string parameters, int id = 1) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""";

    public static string Post(string body, string headers = "") =>
        $"POST / HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n"
        + body;

    public async Task<Socket> ConnectAsync(int? receiveBuffer = null, string? from = null)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        return socket;
    }

    /// <summary>Sends bytes and returns all that comes until the server closes, which the request must ask for.
    /// </summary>
    public async Task<string> ExchangeAsync(string request)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadToEndAsync(socket);
    }

    public static async Task<string> ReadToEndAsync(Socket socket)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[64 * 1024];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and int count)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            text.Append("(reset)");
        }
        return text.ToString();
    }

    /// <summary>Reads one answer of a connection that stays open.</summary>
    public static async Task<(string Head, string Body)> ReadAnswerAsync(Socket socket)
    {
        List<byte> bytes = [];
        byte[] one = new byte[16 * 1024];
        int head;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while ((head = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            bytes.AddRange(one.AsSpan(0, await socket.ReceiveAsync(one.AsMemory(0, 1), limit.Token)));
        }
        string text = Encoding.Latin1.GetString([.. bytes]);
        const string Name = "Content-Length: ";
        int at = text.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        int length = at < 0
            ? 0
            : int.Parse(text.AsSpan(at + Name.Length, text.IndexOf('\r', at) - at - Name.Length));
        List<byte> body = [];
        while (body.Count < length)
        {
            int most = Math.Min(one.Length, length - body.Count);
            body.AddRange(one.AsSpan(0, await socket.ReceiveAsync(one.AsMemory(0, most), limit.Token)));
        }
        return (text[..head], Encoding.UTF8.GetString([.. body]));
    }

    /// <summary>Reads one answer, or what there is of it when the server cut the connection.</summary>
    public static async Task<string> ReadAnswerOrEndAsync(Socket socket)
    {
        socket.Shutdown(SocketShutdown.Send);
        return await ReadToEndAsync(socket);
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Release(1_000);
        await _server.DisposeAsync();
        _dispatcher.Dispose();
        Gate.Dispose();
    }

    private static void WriteLarge(RpcParameters parameters, Utf8JsonWriter json)
    {
        string piece = new('x', 1_000);
        json.WriteStartArray();
        for (ulong left = parameters.Number(0, "count"); left > 0; left--)
        {
            json.WriteStringValue(piece);
        }
        json.WriteEndArray();
    }
}
