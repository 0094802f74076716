using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Aether.IntegrationTests.Tools;

/// <summary>A JSON-RPC server on a free loopback port: one canned result per method, `null` for all others.</summary>
internal sealed class LoopbackNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _results;
    private readonly Task _loop;

    public LoopbackNode(Dictionary<string, string> results)
    {
        _results = results;
        _listener.Start();
        Endpoint = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _loop = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>Is completed when a method without a result was asked for the first time.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(AnswerAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadBodyAsync(stream) is { } body)
                {
                    byte[] answer = Encoding.UTF8.GetBytes(AnswerTo(JsonNode.Parse(body)!));
                    string length = $"Content-Length: {answer.Length}\r\n";
                    string head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
                    await stream.WriteAsync(answer, _stop.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
                // The client or the test ended: so does the connection.
            }
        }
    }

    private string AnswerTo(JsonNode call)
    {
        string method = call["method"]!.ToString();
        bool known = _results.TryGetValue(method, out string? result);
        if (!known)
        {
            Asked.TrySetResult();
        }
        return $"{{\"jsonrpc\":\"2.0\",\"id\":{call["id"]},\"result\":{result ?? "null"}}}";
    }

    private async Task<string?> ReadBodyAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }
            head.Add(one[0]);
        }
        string length = Encoding.ASCII.GetString([.. head]).Split("\r\n")
            .Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[int.Parse(length.Split(':')[1])];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return Encoding.UTF8.GetString(body);
    }
}
