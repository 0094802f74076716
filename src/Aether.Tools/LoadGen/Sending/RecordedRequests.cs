using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Tools.Cli;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// Requests of a recording, one JSON object a line, with the number of the run in place of their `id`.
/// </summary>
internal sealed class RecordedRequests
{
    private readonly byte[][] _tails;
    private int _next;

    private RecordedRequests(byte[][] tails) => _tails = tails;

    /// <summary>Number of requests.</summary>
    public int Count => _tails.Length;

    private static ReadOnlySpan<byte> Prefix => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    /// <summary>Reads a recording.</summary>
    public static RecordedRequests Read(string path) =>
        Parse(Encoding.UTF8.GetString(Inputs.File(path, Limits.LoadGen.MaxRecordingBytes)), path);

    /// <summary>Reads the text of a recording; <paramref name="name"/> is what errors call it.</summary>
    public static RecordedRequests Parse(string text, string name)
    {
        List<byte[]> tails = [];
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }
            tails.Add(Tail(line.ToString()) ?? throw new CliException(
                ExitCode.Usage, ErrorCode.BadWorkload, $"{name}, line {number}: no JSON-RPC request",
                "each line is an object with `method` and `params`", "remove the line, or wrap it as a request"));
        }
        return tails.Count > 0 ? new RecordedRequests([.. tails]) : throw new CliException(
            ExitCode.Usage, ErrorCode.BadWorkload, $"{name} holds no request", "it is empty",
            "record some requests, one JSON object a line");
    }

    /// <summary>Writes the next request into a rented array; after the last comes the first.</summary>
    public byte[] Next(long id, out int length)
    {
        byte[] tail = _tails[_next];
        _next = (_next + 1) % _tails.Length;
        byte[] request = RequestBuffers.Rent(Prefix.Length + 20 + tail.Length);
        Prefix.CopyTo(request);
        Utf8Formatter.TryFormat(id, request.AsSpan(Prefix.Length), out int digits);
        tail.CopyTo(request.AsSpan(Prefix.Length + digits));
        length = Prefix.Length + digits + tail.Length;
        return request;
    }

    private static byte[]? Tail(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = document.RootElement;
            bool isRequest = root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String;
            if (!isRequest)
            {
                return null;
            }
            string parameters = root.TryGetProperty("params", out JsonElement given) ? given.GetRawText() : "[]";
            string name = root.GetProperty("method").GetRawText();
            return Encoding.UTF8.GetBytes($",\"method\":{name},\"params\":{parameters}}}");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
