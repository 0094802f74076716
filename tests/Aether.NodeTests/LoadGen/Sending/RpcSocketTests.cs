using System.Net;
using System.Net.Sockets;
using System.Text;
using Aether.Tools.LoadGen.Sending;
using Xunit;

namespace Aether.NodeTests.LoadGen.Sending;

public sealed class RpcSocketTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RpcSocket _socket;

    public RpcSocketTests()
    {
        _listener.Start();
        _socket = new RpcSocket(new Uri($"http://{_listener.LocalEndpoint}/"));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Exchange_ConnectionThatWasEndedMeanwhile_IsOpenedAgain()
    {
        for (int round = 0; round < 3; round++)
        {
            // The node ends the connection before the next exchange, as it does with one that asked nothing for long.
            Task node = AnswerOnceAsync();
            Assert.Equal("ok", await ExchangeAsync());
            await node;
            while (!_socket.HasEnded)
            {
                // The end is on its way through this machine.
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Exchange_ConnectionThatEndsInsteadOfAnAnswer_Fails()
    {
        Task node = EndAsync();
        IOException error = await Assert.ThrowsAsync<IOException>(ExchangeAsync);
        await node;
        Assert.Contains("ended before the answer", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> ExchangeAsync()
    {
        _socket.Begin();
        _socket.Append("{}"u8);
        ReadOnlyMemory<byte> answer = await _socket.ExchangeAsync(0, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(answer.Span);
    }

    private async Task AnswerOnceAsync()
    {
        using Socket connection = await AcceptAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
    }

    private async Task EndAsync()
    {
        using Socket connection = await AcceptAsync();
    }

    // Accepts a connection and takes its request.
    private async Task<Socket> AcceptAsync()
    {
        Socket connection = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1_024];
        StringBuilder request = new();
        while (!request.ToString().EndsWith("\r\n\r\n{}", StringComparison.Ordinal))
        {
            int read = await connection.ReceiveAsync(buffer);
            Assert.True(read > 0);
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return connection;
    }
}
