using Aether.Node.Firehose.Grpc;
using Xunit;

namespace Aether.NodeTests.Firehose;

public sealed class GrpcTextTests
{
    [Theory]
    [InlineData("plain words, 1 = 1", "plain words, 1 = 1")]
    [InlineData("100 %", "100 %25")]
    [InlineData("line\nbreak\r", "line%0Abreak%0D")]
    [InlineData("caf\u00e9", "caf%C3%A9")]
    [InlineData("", "")]
    public void Encode_IsPrintableAscii(string text, string expected) =>
        Assert.Equal(expected, GrpcText.Encode(text));
}
