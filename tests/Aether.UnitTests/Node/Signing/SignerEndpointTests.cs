using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class SignerEndpointTests
{
    [Theory]
    [InlineData("unix:/run/signer.sock")]
    [InlineData("tls:127.0.0.1:7300")]
    [InlineData("tls:signer.example:0")]
    public void TryParse_Valid_RoundTrips(string text)
    {
        Assert.True(SignerEndpoint.TryParse(text, out SignerEndpoint? endpoint, out string _));
        Assert.Equal(text, endpoint!.ToString());
    }

    [Fact]
    public void TryParse_SixthVersionAddress_LosesItsBrackets()
    {
        Assert.True(SignerEndpoint.TryParse("tls:[::1]:7300", out SignerEndpoint? endpoint, out string _));
        Assert.Equal(("::1", 7300), (endpoint!.Host, endpoint.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("tls:")]
    [InlineData("tls:host")]
    [InlineData("tls::7300")]
    [InlineData("tls:host:70000")]
    [InlineData("tls:host:-1")]
    [InlineData("tcp:host:7300")]
    [InlineData("/run/signer.sock")]
    public void TryParse_Invalid_SaysWhy(string text)
    {
        Assert.False(SignerEndpoint.TryParse(text, out SignerEndpoint? _, out string reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void TryParse_SocketPathTooLongForTheSystem_IsRefused() =>
        Assert.False(SignerEndpoint.TryParse("unix:/" + new string('x', 107), out SignerEndpoint? _, out string _));
}
