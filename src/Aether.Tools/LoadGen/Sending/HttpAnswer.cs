using System.Buffers.Text;
using System.Text;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>The parts of an HTTP/1.1 answer's header that carry a JSON document.</summary>
/// <param name="Status">Status code.</param>
/// <param name="HeaderBytes">Bytes up to the body.</param>
/// <param name="BodyBytes">Length of the body; -1 when it comes in chunks.</param>
/// <param name="Closes">True when the server ends the connection after it.</param>
/// <param name="RetryAfterSeconds">When the server wants to be asked again; 0 when it does not say.</param>
internal readonly record struct HttpAnswer(
    int Status, int HeaderBytes, long BodyBytes, bool Closes, int RetryAfterSeconds)
{
    private const int NoContent = 204;

    /// <summary>True when the body comes in chunks.</summary>
    public bool IsChunked => BodyBytes < 0;

    /// <summary>Reads a header; false while it is not whole. A header that is none gives status 0.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out HttpAnswer answer)
    {
        answer = default;
        int end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }
        ReadOnlySpan<byte> header = received[..end];
        int status = 0;
        bool known = header.StartsWith("HTTP/1.1 "u8) && header.Length >= 12
            && Utf8Parser.TryParse(header[9..12], out status, out int digits) && digits == 3;
        if (!known)
        {
            return true;
        }
        long length = status == NoContent ? 0 : -2;
        bool closes = false;
        int retryAfter = 0;
        foreach (Range range in header.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = header[range];
            if (Value(line, "content-length:"u8, out ReadOnlySpan<byte> value))
            {
                bool whole = Utf8Parser.TryParse(value, out long number, out int read) && read == value.Length;
                length = whole && number >= 0 ? number : -2;
            }
            else if (Value(line, "transfer-encoding:"u8, out value) && Ascii.EqualsIgnoreCase(value, "chunked"u8))
            {
                length = -1;
            }
            else if (Value(line, "connection:"u8, out value))
            {
                closes = Ascii.EqualsIgnoreCase(value, "close"u8);
            }
            else if (Value(line, "retry-after:"u8, out value))
            {
                // The form with a date says nothing here: nobody knows the server's clock.
                bool whole = Utf8Parser.TryParse(value, out int seconds, out int read) && read == value.Length;
                retryAfter = whole && seconds > 0 ? seconds : 0;
            }
        }
        answer = length == -2 ? default : new HttpAnswer(status, end + 4, length, closes, retryAfter);
        return true;
    }

    /// <summary>
    /// Joins the chunks of a body in place. False while more must come, and nothing has moved;
    /// <paramref name="length"/> is -1 for what is no chunked body.
    /// </summary>
    public static bool TryJoin(Span<byte> body, out int length)
    {
        return TryWalk(body, move: false, out length) && (length < 0 || TryWalk(body, move: true, out length));
    }

    private static bool TryWalk(Span<byte> body, bool move, out int length)
    {
        length = 0;
        int offset = 0;
        while (true)
        {
            int line = body[offset..].IndexOf("\r\n"u8);
            if (line < 0)
            {
                return false;
            }
            bool isSize = Utf8Parser.TryParse(body.Slice(offset, line), out int size, out int read, 'x')
                && read > 0 && size >= 0;
            if (!isSize)
            {
                length = -1;
                return true;
            }
            int start = offset + line + 2;
            // Trailers are not asked for, so the last chunk is followed by one empty line.
            if (body.Length - start < (long)size + 2)
            {
                return false;
            }
            if (size == 0)
            {
                return true;
            }
            if (move)
            {
                body.Slice(start, size).CopyTo(body[length..]);
            }
            length += size;
            offset = start + size + 2;
        }
    }

    private static bool Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool found = line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = found ? line[name.Length..].Trim(" \t"u8) : default;
        return found;
    }
}
