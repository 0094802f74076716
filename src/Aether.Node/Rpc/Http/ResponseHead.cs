using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Http;

/// <summary>Writes the heads of answers. One thread.</summary>
internal sealed class ResponseHead
{
    private const int MostBytes = 512;

    private readonly byte[] _date = new byte[64];
    private int _dateLength;
    private long _dateSecond = -1;

    /// <summary>Writes the head of an answer with JSON, or of one without a body.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="status">200, 204, 408, 429 or 503.</param>
    /// <param name="bodyBytes">Length of the body that follows.</param>
    /// <param name="requestId">Echoed; empty for none.</param>
    /// <param name="closes">The connection ends after it.</param>
    /// <param name="retryAfterMs">Above 0: when to try again.</param>
    public void Write(
        RpcOutput output, int status, int bodyBytes, ReadOnlySpan<byte> requestId, bool closes, long retryAfterMs)
    {
        Span<byte> span = output.GetSpan(MostBytes);
        int at = 0;
        Add(span, ref at, StatusLine(status));
        Add(span, ref at, _date.AsSpan(0, DateLength()));
        if (bodyBytes > 0)
        {
            Add(span, ref at, "Content-Type: application/json\r\n"u8);
        }
        if (!requestId.IsEmpty)
        {
            Add(span, ref at, "X-Request-Id: "u8);
            Add(span, ref at, requestId);
            Add(span, ref at, "\r\n"u8);
        }
        if (retryAfterMs > 0)
        {
            Add(span, ref at, "Retry-After: "u8);
            AddNumber(span, ref at, (retryAfterMs + 999) / 1_000);
        }
        if (closes)
        {
            Add(span, ref at, "Connection: close\r\n"u8);
        }
        // A 204 has no body and no length.
        if (status != 204)
        {
            Add(span, ref at, "Content-Length: "u8);
            AddNumber(span, ref at, bodyBytes);
        }
        Add(span, ref at, "\r\n"u8);
        output.Advance(at);
    }

    private static ReadOnlySpan<byte> StatusLine(int status) => status switch
    {
        200 => "HTTP/1.1 200 OK\r\n"u8,
        204 => "HTTP/1.1 204 No Content\r\n"u8,
        408 => "HTTP/1.1 408 Request Timeout\r\n"u8,
        429 => "HTTP/1.1 429 Too Many Requests\r\n"u8,
        _ => "HTTP/1.1 503 Service Unavailable\r\n"u8,
    };

    private static void Add(Span<byte> span, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(span[at..]);
        at += bytes.Length;
    }

    private static void AddNumber(Span<byte> span, ref int at, long number)
    {
        Utf8Formatter.TryFormat(number, span[at..], out int written);
        at += written;
        Add(span, ref at, "\r\n"u8);
    }

    private int DateLength()
    {
        long second = Environment.TickCount64 / 1_000;
        if (second != _dateSecond)
        {
            _dateSecond = second;
            string now = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
            _dateLength = Encoding.ASCII.GetBytes($"Date: {now}\r\n", _date);
        }
        return _dateLength;
    }
}
