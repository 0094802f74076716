using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Aether.Core;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// One keep-alive connection to a node: a POST and its answer at a time, without allocation once warm.
/// </summary>
/// <remarks>
/// A generator on the machine of its nodes must leave them the processor, so this is a socket and not an HTTP client.
/// <b>Threads</b>: one at a time, but for <see cref="CloseIfStale"/>. <b>Errors</b>: <see cref="IOException"/> and
/// <see cref="SocketException"/> for everything that ends the connection; the next exchange connects again.
/// </remarks>
internal sealed class RpcSocket : IDisposable
{
    private const int HeadRoom = 256;

    private readonly Uri _endpoint;
    private readonly byte[] _head;
    private byte[] _send = new byte[4 * 1024];
    private byte[] _receive = new byte[4 * 1024];
    private int _sendEnd = HeadRoom;
    private Socket? _socket;
    private long _startedAt = long.MaxValue;

    /// <summary>Prepares a connection; nothing is opened yet.</summary>
    public RpcSocket(Uri endpoint)
    {
        _endpoint = endpoint;
        string path = string.IsNullOrEmpty(endpoint.PathAndQuery) ? "/" : endpoint.PathAndQuery;
        _head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {endpoint.Authority}\r\n"
            + "Content-Type: application/json\r\nContent-Length: ");
    }

    /// <summary>HTTP status of the last answer.</summary>
    public int Status { get; private set; }

    /// <summary>How long the last answer asks to wait; zero when it does not, and never long.</summary>
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>The node ended the connection since its last answer.</summary>
    public bool HasEnded => _socket?.Poll(0, SelectMode.SelectRead) == true;

    /// <summary>Starts a new request body.</summary>
    public void Begin() => _sendEnd = HeadRoom + _head.Length;

    /// <summary>Adds to the request body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_send.Length - _sendEnd < bytes.Length)
        {
            Array.Resize(ref _send, Math.Max(_send.Length * 2, _sendEnd + bytes.Length));
        }
        bytes.CopyTo(_send.AsSpan(_sendEnd));
        _sendEnd += bytes.Length;
    }

    /// <summary>Sends the body and returns that of the answer, valid until the next exchange.</summary>
    /// <param name="now">A clock for <see cref="CloseIfStale"/>.</param>
    /// <param name="cancellation">Ends the connection too.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(long now, CancellationToken cancellation)
    {
        Status = 0;
        RetryAfter = TimeSpan.Zero;
        try
        {
            CloseIfEnded();
            Socket socket = _socket ??= await ConnectAsync(cancellation).ConfigureAwait(false);
            Volatile.Write(ref _startedAt, now);
            ReadOnlyMemory<byte> request = Compose();
            while (request.Length > 0)
            {
                int sent = await socket.SendAsync(request, SocketFlags.None, cancellation).ConfigureAwait(false);
                request = request[sent..];
            }
            return await ReceiveAsync(socket, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (IOException or SocketException))
        {
            Close();
            throw error is ObjectDisposedException ? new IOException("the connection was closed", error) : error;
        }
        catch
        {
            Close();
            throw;
        }
        finally
        {
            Volatile.Write(ref _startedAt, long.MaxValue);
        }
    }

    /// <summary>Closes the connection when its answer has been awaited since before a time.</summary>
    public void CloseIfStale(long before)
    {
        if (Volatile.Read(ref _startedAt) < before)
        {
            _socket?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    // A node ends connections that ask nothing for some minutes; one that waited between two steps is opened again.
    private void CloseIfEnded()
    {
        try
        {
            if (HasEnded)
            {
                Close();
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed as stale since the last answer.
            Close();
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_endpoint.DnsSafeHost, _endpoint.Port, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The head goes in front of the body once its length is known.
    private ReadOnlyMemory<byte> Compose()
    {
        int bodyStart = HeadRoom + _head.Length;
        Span<byte> tail = stackalloc byte[16];
        (_sendEnd - bodyStart).TryFormat(tail, out int digits, provider: CultureInfo.InvariantCulture);
        "\r\n\r\n"u8.CopyTo(tail[digits..]);
        tail = tail[..(digits + 4)];
        int tailStart = bodyStart - tail.Length;
        tail.CopyTo(_send.AsSpan(tailStart));
        int headStart = tailStart - _head.Length;
        _head.CopyTo(_send.AsSpan(headStart));
        return _send.AsMemory(headStart, _sendEnd - headStart);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        int received = 0;
        HttpAnswer answer = default;
        while (true)
        {
            if (answer.Status == 0 && HttpAnswer.TryRead(_receive.AsSpan(0, received), out answer))
            {
                bool usable = answer.Status != 0 && answer.BodyBytes <= Limits.LoadGen.MaxAnswerBytes;
                Status = usable ? answer.Status : throw new IOException("the answer is no HTTP of this kind");
                RetryAfter = TimeSpan.FromSeconds(
                    Math.Min(answer.RetryAfterSeconds, Limits.LoadGen.MaxRetryAfterSeconds));
            }
            if (answer.Status != 0 && TryTakeBody(answer, received, out ReadOnlyMemory<byte> body))
            {
                if (answer.Closes)
                {
                    Close();
                }
                return body;
            }
            bool full = received == _receive.Length;
            int limit = answer.Status == 0
                ? Limits.LoadGen.MaxAnswerHeaderBytes
                : Limits.LoadGen.MaxAnswerBytes + Limits.LoadGen.MaxAnswerHeaderBytes;
            if (full && received >= limit)
            {
                throw new IOException("the answer is too large");
            }
            if (full)
            {
                Array.Resize(ref _receive, Math.Min(_receive.Length * 2, limit));
            }
            int read = await socket.ReceiveAsync(_receive.AsMemory(received), SocketFlags.None, cancellation)
                .ConfigureAwait(false);
            received += read > 0 ? read : throw new IOException("the connection ended before the answer");
        }
    }

    private bool TryTakeBody(HttpAnswer answer, int received, out ReadOnlyMemory<byte> body)
    {
        int start = answer.HeaderBytes;
        body = default;
        if (!answer.IsChunked)
        {
            bool whole = received - start >= answer.BodyBytes;
            body = whole ? _receive.AsMemory(start, (int)answer.BodyBytes) : default;
            return whole;
        }
        if (!HttpAnswer.TryJoin(_receive.AsSpan(start, received - start), out int length))
        {
            return false;
        }
        body = length >= 0 ? _receive.AsMemory(start, length) : throw new IOException("the chunks do not hold");
        return true;
    }
}
