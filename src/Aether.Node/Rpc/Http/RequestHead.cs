using System.Buffers;
using System.Text;
using Aether.Core;

namespace Aether.Node.Rpc.Http;

/// <summary>The head of a plain request: <c>POST / HTTP/1.1</c>, one length, and no header with a surprise.</summary>
/// <param name="Bytes">Length of the head, with its empty line.</param>
/// <param name="BodyBytes">Length of the body.</param>
/// <param name="Closes">The client wants no further answer on this connection.</param>
/// <param name="RequestId">Where the identifier to echo is in the head; empty for none.</param>
/// <param name="TraceParent">Where the caller's place in a trace is in the head; empty for none.</param>
/// <remarks>
/// Accepts a subset of what HTTP allows in which the length of a message has one reading: every line ends with CR LF,
/// names are tokens, values are visible ASCII, <c>Content-Length</c> is there once and is digits, <c>Host</c> is there
/// once and local, and no header is there that would change how the body is read. All else is <see
/// cref="HeadVerdict.Odd"/> and judged by the full server with the same bytes, so nothing is refused or taken here that
/// would be taken or refused there.
/// </remarks>
internal readonly record struct RequestHead(
    int Bytes, int BodyBytes, bool Closes, Range RequestId, Range TraceParent)
{
    private const int MaxHeaders = 32;
    private const int MaxLengthDigits = 8;

    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly SearchValues<byte> s_value = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x5F).Select(sign => (byte)sign)]);

    private static ReadOnlySpan<byte> FirstLine => "POST / HTTP/1.1\r\n"u8;

    /// <summary>Reads the head at the start of some bytes.</summary>
    public static HeadVerdict Read(ReadOnlySpan<byte> bytes, out RequestHead head)
    {
        head = default;
        ReadOnlySpan<byte> line = FirstLine;
        int common = Math.Min(bytes.Length, line.Length);
        if (!bytes[..common].SequenceEqual(line[..common]))
        {
            return HeadVerdict.Odd;
        }
        int end = bytes[..Math.Min(bytes.Length, Limits.Rpc.MaxHeadBytes)].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length >= Limits.Rpc.MaxHeadBytes ? HeadVerdict.Odd : HeadVerdict.Incomplete;
        }
        // The last line keeps its end.
        return TryReadHeaders(bytes[line.Length..(end + 2)], line.Length, out head)
            ? HeadVerdict.Plain
            : HeadVerdict.Odd;
    }

    private static bool TryReadHeaders(ReadOnlySpan<byte> lines, int offset, out RequestHead head)
    {
        head = new RequestHead(offset + lines.Length + 2, -1, false, default, default);
        bool host = false;
        int count = 0;
        while (!lines.IsEmpty)
        {
            int end = lines.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lines[..end];
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || ++count > MaxHeaders || line[..colon].ContainsAnyExcept(s_token)
                || line[(colon + 1)..].ContainsAnyExcept(s_value)
                || !TryTake(line[..colon], line[(colon + 1)..], offset + colon + 1, ref head, ref host))
            {
                return false;
            }
            lines = lines[(end + 2)..];
            offset += end + 2;
        }
        return host && head.BodyBytes >= 0;
    }

    private static bool TryTake(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int offset, ref RequestHead head, ref bool host)
    {
        int start = value.IndexOfAnyExcept((byte)' ');
        ReadOnlySpan<byte> trimmed = value.Trim((byte)' ');
        switch (name.Length)
        {
            case 4 when Is(name, "Host"u8):
                bool second = host;
                host = true;
                return !second && IsLocal(trimmed);
            case 14 when Is(name, "Content-Length"u8):
                int length = ReadLength(trimmed);
                bool again = head.BodyBytes >= 0;
                head = head with { BodyBytes = length };
                return !again && length >= 0;
            case 10 when Is(name, "Connection"u8):
                bool closes = Is(trimmed, "close"u8);
                head = head with { Closes = head.Closes || closes };
                return closes || Is(trimmed, "keep-alive"u8);
            case 12 when Is(name, "X-Request-Id"u8):
                bool fits = trimmed.Length is > 0 and <= Limits.Rpc.MaxRequestIdChars && RequestIds.AreAllowed(trimmed)
                    && head.RequestId.Equals(default(Range));
                head = head with { RequestId = (offset + start)..(offset + start + trimmed.Length) };
                return fits;
            case 11 when Is(name, "traceparent"u8):
                // Said twice it says nothing, as for the full server, whose value of two is none.
                bool twice = !head.TraceParent.Equals(default(Range));
                head = head with { TraceParent = (offset + start)..(offset + start + trimmed.Length) };
                return !twice && !trimmed.IsEmpty;
            case 2 when Is(name, "TE"u8):
            case 6 when Is(name, "Expect"u8) || Is(name, "Origin"u8):
            case 7 when Is(name, "Upgrade"u8) || Is(name, "Trailer"u8):
            case 16 when Is(name, "Content-Encoding"u8) || Is(name, "Proxy-Connection"u8):
            case 17 when Is(name, "Transfer-Encoding"u8):
                return false;
            default:
                return true;
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is 0 or > MaxLengthDigits)
        {
            return -1;
        }
        int value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }
            value = (value * 10) + digit - '0';
        }
        return value;
    }

    private static bool IsLocal(ReadOnlySpan<byte> host)
    {
        int colon = host.StartsWith("["u8) ? host.IndexOf("]:"u8) + 1 : host.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon > 0 ? host[..colon] : host;
        ReadOnlySpan<byte> port = colon > 0 ? host[(colon + 1)..] : "1"u8;
        return port.Length is > 0 and <= 5 && !port.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (name.SequenceEqual("127.0.0.1"u8) || name.SequenceEqual("localhost"u8)
                || name.SequenceEqual("[::1]"u8));
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
