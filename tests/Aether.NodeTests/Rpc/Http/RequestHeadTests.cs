using System.Text;
using Aether.Core;
using Aether.Node.Rpc.Http;
using Xunit;

namespace Aether.NodeTests.Rpc.Http;

public sealed class RequestHeadTests
{
    private const string Start = "POST / HTTP/1.1\r\nHost: 127.0.0.1:8545\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\n\r\n", 5, false)]
    [InlineData("content-length:5\r\n\r\n", 5, false)]
    [InlineData("Content-Length: 0\r\nConnection: close\r\n\r\n", 0, true)]
    [InlineData("Connection: Keep-Alive\r\nAccept: */*\r\nContent-Length: 17\r\n\r\n", 17, false)]
    public void Read_PlainRequest_GivesItsLengths(string rest, int body, bool closes)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Start + rest + "{}");
        Assert.Equal(HeadVerdict.Plain, RequestHead.Read(bytes, out RequestHead head));
        Assert.Equal((bytes.Length - 2, body, closes), (head.Bytes, head.BodyBytes, head.Closes));
    }

    [Fact]
    public void Read_EveryPrefix_IsIncomplete()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Start + "Content-Length: 5\r\n\r\n");
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(HeadVerdict.Incomplete, RequestHead.Read(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Read_RequestId_IsFound()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Start + "X-Request-Id:  a-1 \r\nContent-Length: 5\r\n\r\n");
        Assert.Equal(HeadVerdict.Plain, RequestHead.Read(bytes, out RequestHead head));
        Assert.Equal("a-1", Encoding.ASCII.GetString(bytes[head.RequestId]));
    }

    // Each of these has, or could be made to have, two readings of where the body ends; or is for the full server.
    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("Content-Length: 5, 5\r\n\r\n")]
    [InlineData("Content-Length: +5\r\n\r\n")]
    [InlineData("Content-Length: -5\r\n\r\n")]
    [InlineData("Content-Length: 0x5\r\n\r\n")]
    [InlineData("Content-Length: 5 5\r\n\r\n")]
    [InlineData("Content-Length:\r\n\r\n")]
    [InlineData("Content-Length: 999999999999\r\n\r\n")]
    [InlineData("Content-Length : 5\r\n\r\n")]
    [InlineData(" Content-Length: 5\r\n\r\n")]
    [InlineData("Content-Length: 5\r\n folded\r\n\r\n")]
    [InlineData("Content-Length: 5\nX: y\r\n\r\n")]
    [InlineData("Content-Length: 5\rX: y\r\n\r\n")]
    [InlineData("Content-Length: \t5\r\n\r\n")]
    [InlineData("Content-Length: 5\0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: identity\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nConnection: upgrade\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nConnection: keep-alive, close\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Encoding: gzip\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nOrigin: http://evil.example\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nHost: localhost\r\n\r\n")]
    [InlineData("Content-Length: 5\r\n: empty\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nno colon\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nX: \u00e4\r\n\r\n")]
    [InlineData("\r\n")]
    public void Read_AnythingUnusual_IsOdd(string rest) => Assert.Equal(
        HeadVerdict.Odd, RequestHead.Read(Encoding.Latin1.GetBytes(Start + rest), out _));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("POST /ws HTTP/1.1\r\n")]
    [InlineData("POST / HTTP/1.0\r\n")]
    [InlineData("POST  / HTTP/1.1\r\n")]
    [InlineData("post / HTTP/1.1\r\n")]
    [InlineData("\r\nPOST / HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public void Read_OtherFirstLine_IsOddAtOnce(string line) =>
        Assert.Equal(HeadVerdict.Odd, RequestHead.Read(Encoding.ASCII.GetBytes(line), out _));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:80x")]
    [InlineData("")]
    public void Read_ForeignHost_IsOdd(string host) => Assert.Equal(
        HeadVerdict.Odd,
        RequestHead.Read(
            Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\n\r\n"), out _));

    [Fact]
    public void Read_EndlessHead_IsOddAtTheLimit()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Start + "X: " + new string('x', Limits.Rpc.MaxHeadBytes));
        Assert.Equal(HeadVerdict.Odd, RequestHead.Read(bytes, out _));
    }
}
