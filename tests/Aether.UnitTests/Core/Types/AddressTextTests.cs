using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class AddressTextTests
{
    private readonly Address _address = new(Hash256.FromHex(string.Concat(Enumerable.Repeat("0f", 32))));

    [Theory]
    [InlineData("aether-dev-1", "taeth")]
    [InlineData("aether-test-3", "taeth")]
    [InlineData("aether-1", "aeth")]
    [InlineData("xaether-dev", "aeth")]
    public void HrpFor_DependsOnTheChain(string chainId, string hrp) => Assert.Equal(hrp, AddressText.HrpFor(chainId));

    [Theory]
    [InlineData("aeth")]
    [InlineData("taeth")]
    public void TryParse_ItsOwnText_GivesTheAddress(string hrp)
    {
        string text = AddressText.Format(_address, hrp);
        Assert.StartsWith(hrp + "1", text, StringComparison.Ordinal);
        Assert.True(AddressText.TryParse(text, out Address parsed));
        Assert.Equal(_address, parsed);
        Assert.True(AddressText.TryParse(text.ToUpperInvariant(), out parsed));
        Assert.Equal(_address, parsed);
    }

    [Fact]
    public void TryParse_Hex_GivesTheAddress()
    {
        Assert.True(AddressText.TryParse(_address.ToString(), out Address parsed));
        Assert.Equal(_address, parsed);
    }

    [Fact]
    public void TryParse_OtherText_IsRefused()
    {
        string other = Aether.Core.Codec.Bech32m.Encode("bc", _address.Value.Span);
        foreach (string text in new[] { "", "0x", "0x00", other, _address.ToString()[2..], "taeth1" })
        {
            Assert.False(AddressText.TryParse(text, out Address address), text);
            Assert.Equal(default, address);
        }
    }
}
