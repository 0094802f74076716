using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Node.Rpc;
using Xunit;

namespace Aether.NodeTests.Rpc.Http;

/// <summary>What JSON-RPC 2.0 and HTTP say, over the small reader of plain posts and over the full server alone.
/// </summary>
public sealed class RpcConformanceTests
{
    private const string Good = """{"jsonrpc":"2.0","result":"a","id":1}""";
    private const string Echo = """{"jsonrpc":"2.0","id":1,"method":"echo","params":["a"]}""";

    public static TheoryData<string, string> Bodies => new()
    {
        // Identifiers come back as they were written, whatever they are.
        { Ask("null"), Answer("null") },
        { Ask("1.50"), Answer("1.50") },
        { Ask("-0"), Answer("-0") },
        { Ask("1e400"), Answer("1e400") },
        { Ask("123456789012345678901234567890"), Answer("123456789012345678901234567890") },
        { Ask("\"\""), Answer("\"\"") },
        { Ask("\"a\\\"\\\\\\u0041\\ud83d\\ude00\""), Answer("\"a\\\"\\\\\\u0041\\ud83d\\ude00\"") },
        { Ask("\"\u00e4\ud83d\ude00\""), Answer("\"\u00e4\ud83d\ude00\"") },
        { Ask("true"), "-32600 null" },
        { Ask("[1]"), "-32600 null" },
        { Ask("{\"a\":1}"), "-32600 null" },
        { Ask("01"), "-32700 null" },
        { Ask("NaN"), "-32700 null" },

        // Requests that are none.
        { "", "-32700 null" },
        { "   ", "-32700 null" },
        { "nul", "-32700 null" },
        { "\"text\"", "-32600 null" },
        { "{}", "-32600 null" },
        { """{"jsonrpc":"2.0","method":1,"params":"bar"}""", "-32600 null" },
        { """{"jsonrpc":"2.0","method":"foobar,"params":"bar","baz]""", "-32700 null" },
        { """{"jsonrpc":2.0,"id":4,"method":"echo","params":["a"]}""", "-32600 4" },
        { """{"id":5,"method":"echo","params":["a"]}""", "-32600 5" },
        { """{"jsonrpc":"2.0","id":6,"method":"Echo","params":["a"]}""", "-32601 6" },
        { """{"jsonrpc":"2.0","id":7,"method":"","params":["a"]}""", "-32601 7" },
        { """{"jsonrpc":"2.0","id":8,"method":null}""", "-32600 8" },
        { """{"jsonrpc":"2.0","id":9,"method":"echo","params":null}""", "-32600 9" },
        { """{"jsonrpc":"2.0","id":10,"method":"echo","params":{"text":"a"}}""", "-32602 10" },
        { Echo + Echo, "-32700 null" },
        { Echo + "\0", "-32700 null" },
        { "\ufeff" + Echo, "-32700 null" },
        { "// a comment\n" + Echo, "-32700 null" },
        { Echo.Replace("[\"a\"]", "[\"a\",]"), "-32700 null" },
        { Echo.Replace('"', '\''), "-32700 null" },

        // Two members of one name: nobody knows which one the sender meant.
        { """{"jsonrpc":"2.0","id":1,"id":1,"method":"echo","params":["a"]}""", "-32700 null" },
        { """{"jsonrpc":"2.0","id":1,"method":"echo","method":"heavy","params":["a"]}""", "-32700 null" },
        { """{"jsonrpc":"2.0","id":1,"method":"echo","params":["a",{"b":1,"b":2}]}""", "-32700 null" },
        { """{"jsonrpc":"2.0","id":1,"method":"echo","params":["a",{"b":1,"\u0062":2}]}""", "-32700 null" },

        // Other spellings of the same request.
        { " \t\r\n" + Echo + "\n ", Good },
        { """{"params":["\u0061"],"method":"\u0065cho","id":1,"jsonrpc":"2.0"}""", Good },
        { """{"jsonrpc":"2.0","id":1,"method":"echo","params":["a"],"extra":[{}]}""", Good },

        // Text that is no Unicode.
        { Echo.Replace("\"a\"", "\"\\ud800\""), "-32700 null" },
        { Echo.Replace("\"a\"", "\"\\udc00\\ud800\""), "-32700 null" },
        { Ask("\"\\ud800\""), "-32700 null" },

        // Depth.
        { Echo.Replace("\"a\"", Nested(Limits.Rpc.MaxDepth + 1)), "-32700 null" },
        { Echo.Replace("\"a\"", Nested(5_000)), "-32700 null" },

        // Batches.
        { "[]", "-32600 null" },
        { "[1]", "[-32600 null]" },
        { "[1,2,3]", "[-32600 null,-32600 null,-32600 null]" },
        { "[[]]", "[-32600 null]" },
        { "[" + Echo + ",", "-32700 null" },
        { "[" + Echo + "]", "[" + Good + "]" },
        { "[" + Note() + "," + Echo + "," + Note() + "]", "[" + Good + "]" },
        { "[" + Note() + "," + Note() + "]", "" },
        { Note(), "" },
        { Note("nope"), "" },
        {
            "[" + Echo + "," + Note() + """,{"foo":"boo"},{"jsonrpc":"2.0","id":"5","method":"nope"},"""
                + """{"jsonrpc":"2.0","id":"9","method":"heavy","params":["h"]}]""",
            "[" + Good + """,-32600 null,-32601 "5",{"jsonrpc":"2.0","result":"h","id":"9"}]"""
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_IsAnsweredAsTheSpecificationSays(string body, string expected)
    {
        foreach (bool fast in (bool[])[true, false])
        {
            await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = fast });
            byte[] text = Encoding.UTF8.GetBytes(body);
            Assert.Equal(expected, await PostAsync(server, text, chunked: false));
            Assert.Equal(expected, await PostAsync(server, text, chunked: true));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_WithBytesThatAreNotUtf8_IsAParseError(bool fast)
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = fast });
        // Half a character, one that is too long, a surrogate, and one beyond the last.
        foreach (byte[] bad in (byte[][])[[0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]])
        {
            byte[] body = [.. Encoding.UTF8.GetBytes(Echo[..^4]), .. bad, .. Encoding.UTF8.GetBytes(Echo[^4..])];
            Assert.Equal("-32700 null", await PostAsync(server, body, chunked: false));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OfTheLargestSize_IsTaken_AndOneByteMoreIsNot(bool fast)
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = fast });
        foreach (bool chunked in (bool[])[false, true])
        {
            // The frames of chunks count as well.
            byte[] body = Encoding.UTF8.GetBytes(Echo.PadRight(Limits.Rpc.MaxBodyBytes));
            byte[] taken = chunked ? body[..^4_096] : body;
            Assert.Equal(Good, await PostAsync(server, taken, chunked));
            using Socket socket = await server.ConnectAsync();
            await SendAsync(socket, [.. body, (byte)' '], chunked);
            string refused = await RpcTestServer.ReadToEndAsync(socket);
            Assert.StartsWith("HTTP/1.1 413", refused, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("PUT", "", "HTTP/1.1 405")]
    [InlineData("DELETE", "", "HTTP/1.1 405")]
    [InlineData("PATCH", "", "HTTP/1.1 405")]
    [InlineData("OPTIONS", "", "HTTP/1.1 405")]
    [InlineData("TRACE", "", "HTTP/1.1 405")]
    [InlineData("HEAD", "", "HTTP/1.1 405")]
    [InlineData("post", "", "HTTP/1.1 405")]
    [InlineData("POST", "Content-Type: application/json; charset=utf-8\r\n", "HTTP/1.1 200")]
    [InlineData("POST", "Content-Type: text/plain\r\n", "HTTP/1.1 200")]
    [InlineData("POST", "Content-Type: \r\n", "HTTP/1.1 200")]
    [InlineData("POST", "Content-Encoding: gzip\r\n", "HTTP/1.1 415")]
    [InlineData("POST", "Content-Encoding: identity\r\n", "HTTP/1.1 200")]
    [InlineData("POST", "Transfer-Encoding: gzip\r\n", "HTTP/1.1 4")]
    [InlineData("POST", "Host: localhost\r\n", "HTTP/1.1 400")]
    [InlineData("POST", "Content-Length: 1\r\n", "HTTP/1.1 400")]
    [InlineData("POST", "Bad Header: 1\r\n", "HTTP/1.1 400")]
    [InlineData("POST", "Origin: http://localhost:3000\r\n", "HTTP/1.1 200")]
    [InlineData("POST", "Origin: null\r\n", "HTTP/1.1 403")]
    [InlineData("POST", "Upgrade: h2c\r\nConnection: Upgrade\r\n", "HTTP/1.1 200")]
    public async Task Method_OrHeader_IsAnsweredAlikeByBoth(string method, string headers, string expected)
    {
        foreach (bool fast in (bool[])[true, false])
        {
            await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = fast });
            string request = $"{method} / HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n"
                + $"Content-Length: {Echo.Length}\r\n\r\n{Echo}";
            Assert.StartsWith(expected, await server.ExchangeAsync(request), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")]
    public async Task ClientThatNeverFinishes_IsCut_AndHoldsUpNobody(string part)
    {
        foreach (bool fast in (bool[])[true, false])
        {
            await using RpcTestServer server = await RpcTestServer.StartAsync(new RpcServerOptions { IsFast = fast });
            List<Socket> slow = [];
            for (int index = 0; index < 100; index++)
            {
                slow.Add(await server.ConnectAsync());
                await slow[^1].SendAsync(Encoding.ASCII.GetBytes(part));
            }
            Assert.Equal(Good, await PostAsync(server, Encoding.ASCII.GetBytes(Echo), chunked: false));
            foreach (Socket socket in slow)
            {
                string told = await RpcTestServer.ReadToEndAsync(socket);
                Assert.True(
                    told.Length == 0 || told.StartsWith("HTTP/1.1 408", StringComparison.Ordinal) || told == "(reset)",
                    told);
                socket.Dispose();
            }
            Assert.Equal(Good, await PostAsync(server, Encoding.ASCII.GetBytes(Echo), chunked: false));
        }
    }

    [Fact]
    public async Task AnswersOfManyConnectionsAtOnce_ReachTheirOwn_ThoughOthersBreak()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync();
        Random random = new(5);
        Socket[] sockets = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => server.ConnectAsync()));
        for (int round = 0; round < 40; round++)
        {
            for (int index = 0; index < sockets.Length; index++)
            {
                string call = RpcTestServer.Call("echo", $"[\"{round}-{index}\"]", index);
                string heavy = RpcTestServer.Call("heavy", $"[\"{round}-{index}\"]", index);
                await sockets[index].SendAsync(Encoding.ASCII.GetBytes(
                    RpcTestServer.Post(call) + RpcTestServer.Post(index % 5 == 0 ? heavy : call)));
            }
            int broken = random.Next(sockets.Length);
            sockets[broken].Close(0);
            for (int index = 0; index < sockets.Length; index++)
            {
                string expected = $$"""{"jsonrpc":"2.0","result":"{{round}}-{{index}}","id":{{index}}}""";
                for (int answer = 0; answer < 2 && index != broken; answer++)
                {
                    Assert.Equal(expected, (await RpcTestServer.ReadAnswerAsync(sockets[index])).Body);
                }
            }
            sockets[broken] = await server.ConnectAsync();
        }
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    private static async Task<string> PostAsync(RpcTestServer server, byte[] body, bool chunked)
    {
        using Socket socket = await server.ConnectAsync();
        await SendAsync(socket, body, chunked);
        (string head, string text) = await RpcTestServer.ReadAnswerAsync(socket);
        Assert.StartsWith(text.Length == 0 ? "HTTP/1.1 204" : "HTTP/1.1 200", head, StringComparison.Ordinal);
        return Shape(text);
    }

    private static async Task SendAsync(Socket socket, byte[] body, bool chunked)
    {
        List<byte> request = [.. "POST / HTTP/1.1\r\nHost: localhost\r\n"u8];
        if (!chunked)
        {
            request.AddRange(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            request.AddRange(body);
        }
        else
        {
            request.AddRange("Transfer-Encoding: chunked\r\n\r\n"u8);
            foreach (byte[] piece in body.Chunk(Math.Max(7, body.Length / 100)))
            {
                request.AddRange(Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"));
                request.AddRange(piece);
                request.AddRange("\r\n"u8);
            }
            request.AddRange("0\r\n\r\n"u8);
        }
        try
        {
            await socket.SendAsync(request.ToArray());
        }
        catch (SocketException)
        {
            // Refused before it was whole.
        }
    }

    // Errors by their code and id; the words are nobody's business here.
    private static string Shape(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }
        using JsonDocument answer = JsonDocument.Parse(text);
        return answer.RootElement.ValueKind == JsonValueKind.Array
            ? "[" + string.Join(',', answer.RootElement.EnumerateArray().Select(ShapeOfOne)) + "]"
            : ShapeOfOne(answer.RootElement);
    }

    private static string ShapeOfOne(JsonElement answer)
    {
        Assert.Equal("2.0", answer.GetProperty("jsonrpc").GetString());
        Assert.Equal(3, answer.EnumerateObject().Count());
        return answer.TryGetProperty("error", out JsonElement error)
            ? $"{error.GetProperty("code").GetInt32()} {answer.GetProperty("id").GetRawText()}"
            : answer.GetRawText();
    }

    private static string Ask(string id) => $$"""{"jsonrpc":"2.0","id":{{id}},"method":"echo","params":["a"]}""";

    private static string Answer(string id) => $$"""{"jsonrpc":"2.0","result":"a","id":{{id}}}""";

    private static string Note(string method = "echo") =>
        $$"""{"jsonrpc":"2.0","method":"{{method}}","params":["a"]}""";

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
