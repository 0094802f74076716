using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aether.Native.Sockets;

namespace Aether.RpcBench;

/// <summary>
/// One thread with many connections, each with a fixed number of requests under way: a new one goes out when an answer
/// came.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private readonly ReadinessQueue _queue = new();
    private readonly Socket[] _sockets;
    private readonly long[] _sentAt;
    private readonly int[] _owed;
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly int _depth;
    private readonly int _answerBytes;

    /// <summary>Connects.</summary>
    /// <param name="port">Of the server.</param>
    /// <param name="connections">How many.</param>
    /// <param name="depth">Requests that are sent together on a connection.</param>
    /// <param name="calls">Calls in one request: above 1 a batch.</param>
    public LoadClient(int port, int connections, int depth, int calls)
    {
        const string Call = """{"jsonrpc":"2.0","id":1,"method":"aeth_blockNumber","params":[]}""";
        string body = calls == 1 ? Call : "[" + string.Join(',', Enumerable.Repeat(Call, calls)) + "]";
        string post = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}";
        _request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(post, depth)));
        _depth = depth;
        _sockets = new Socket[connections];
        _sentAt = new long[connections];
        _owed = new int[connections];
        for (int index = 0; index < connections; index++)
        {
            _sockets[index] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true,
            };
            _sockets[index].Connect(IPAddress.Loopback, port);
            _queue.Add((int)_sockets[index].Handle, index, read: true, write: false);
        }
        _answerBytes = MeasureAnswer(post);
    }

    /// <summary>Loads the server for a time.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="latencies">Receives times from a send to its last answer, in ticks of the stopwatch.</param>
    /// <returns>Requests answered, and the time that took.</returns>
    public (long Answers, double Seconds) Run(double seconds, List<long> latencies)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(seconds * Stopwatch.Frequency);
        long answers = 0;
        int open = 0;
        Readiness[] ready = new Readiness[256];
        for (int index = 0; index < _sockets.Length; index++)
        {
            Send(index);
            open++;
        }
        while (open > 0)
        {
            int count = _queue.Wait(ready, 5_000);
            if (count == 0)
            {
                throw new InvalidOperationException("the server does not answer");
            }
            long now = Stopwatch.GetTimestamp();
            for (int at = 0; at < count; at++)
            {
                int index = (int)ready[at].Token;
                int got = ReadinessQueue.Receive((int)_sockets[index].Handle, _buffer);
                if (got <= 0)
                {
                    throw new InvalidOperationException("the server closed a connection");
                }
                _owed[index] -= got;
                if (_owed[index] > 0)
                {
                    continue;
                }
                answers += _depth;
                latencies.Add(now - _sentAt[index]);
                if (now < end)
                {
                    Send(index);
                }
                else
                {
                    open--;
                }
            }
        }
        return (answers, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
        _queue.Dispose();
    }

    private void Send(int index)
    {
        _sentAt[index] = Stopwatch.GetTimestamp();
        _owed[index] = _depth * _answerBytes;
        if (ReadinessQueue.Send((int)_sockets[index].Handle, _request) != _request.Length)
        {
            throw new InvalidOperationException("a request does not fit into the socket");
        }
    }

    // All answers have the same length: the height keeps its digits for the time of a measurement.
    private int MeasureAnswer(string post)
    {
        Socket socket = _sockets[0];
        socket.Send(Encoding.ASCII.GetBytes(post));
        int got = 0;
        while (true)
        {
            int count = ReadinessQueue.Receive((int)socket.Handle, _buffer.AsSpan(got));
            got += Math.Max(count, 0);
            string text = Encoding.ASCII.GetString(_buffer, 0, got);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            const string Name = "Content-Length: ";
            int at = text.IndexOf(Name, StringComparison.Ordinal);
            if (head >= 0 && at >= 0)
            {
                int length = int.Parse(text.AsSpan(at + Name.Length, text.IndexOf('\r', at) - at - Name.Length));
                if (got == head + 4 + length)
                {
                    return got;
                }
            }
            Thread.Yield();
        }
    }
}
