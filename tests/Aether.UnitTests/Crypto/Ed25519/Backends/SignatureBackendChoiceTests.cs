using Aether.Crypto.Ed25519.Backends;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

public sealed class SignatureBackendChoiceTests
{
    [Fact]
    public void TryParse_Names_RoundTrip()
    {
        Assert.Equal(["auto", "cpu", "gpu"], SignatureBackendChoice.Names);
        SignatureBackendChoice[] all =
            [SignatureBackendChoice.Auto, SignatureBackendChoice.Cpu, SignatureBackendChoice.Gpu];
        foreach (SignatureBackendChoice choice in all)
        {
            Assert.True(SignatureBackendChoice.TryParse(choice.ToString(), out SignatureBackendChoice parsed));
            Assert.Equal(choice, parsed);
        }

        Assert.Equal(SignatureBackendChoice.Auto, default);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GPU")]
    [InlineData("cuda")]
    public void TryParse_OtherText_IsRefused(string? text) =>
        Assert.False(SignatureBackendChoice.TryParse(text, out _));
}
