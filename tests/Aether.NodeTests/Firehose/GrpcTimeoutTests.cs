using Aether.Node.Firehose.Grpc;
using Xunit;

namespace Aether.NodeTests.Firehose;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000L)]
    [InlineData("2M", 1_200_000_000L)]
    [InlineData("10S", 100_000_000L)]
    [InlineData("250m", 2_500_000L)]
    [InlineData("7u", 70L)]
    [InlineData("1n", 1L)]
    [InlineData("100n", 1L)]
    [InlineData("101n", 2L)]
    [InlineData("0S", 0L)]
    [InlineData("99999999H", 3_599_999_964_000_000_000L)]
    public void TryParse_AsTheProtocolSays(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1x")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData(" 1S")]
    [InlineData("1.5S")]
    [InlineData("100000000S")]
    [InlineData("\u0661S")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        Assert.False(GrpcTimeout.TryParse(text, out TimeSpan _));
}
