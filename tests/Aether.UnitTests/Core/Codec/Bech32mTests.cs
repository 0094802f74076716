using Aether.Core.Codec;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

public sealed class Bech32mTests
{
    // BIP-350 valid strings whose data part is whole bytes with zero padding.
    [Theory]
    [InlineData("A1LQFN3A", "a", "")]
    [InlineData("a1lqfn3a", "a", "")]
    [InlineData("?1v759aa", "?", "")]
    [InlineData(
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", "abcdef", "ffbbcdeb38bdab49ca307b9ac5a928398a418820")]
    public void TryDecode_PublishedVectors_AreRead(string text, string prefix, string hex)
    {
        byte[] data = new byte[hex.Length / 2];
        Assert.True(Bech32m.TryDecode(text, out string found, data));
        Assert.Equal(prefix, found);
        Assert.Equal(hex, Convert.ToHexStringLower(data));
        Assert.Equal(text.ToLowerInvariant(), Bech32m.Encode(prefix, data));
    }

    [Theory]
    [InlineData("a1lqfn3b")]
    [InlineData("A1lqfn3a")]
    [InlineData("1lqfn3a")]
    [InlineData("a12uel5l")]
    [InlineData("")]
    [InlineData("a1")]
    [InlineData("a 1lqfn3a")]
    [InlineData("a1bqfn3a")]
    [InlineData("é1lqfn3a")]
    public void TryDecode_BadText_IsRefused(string text) => Assert.False(Bech32m.TryDecode(text, out _, []));

    [Fact]
    public void TryDecode_PaddingBitsSet_IsRefused()
    {
        // One byte is two groups: 5 bits and 3 bits with two bits of padding. Each wrong padding gets a right checksum.
        byte[] data = new byte[1];
        int accepted = 0;
        string honest = Bech32m.Encode("a", [0x01]);
        foreach (char group in "qpzry9x8gf2tvdw0s3jn54khce6mua7l")
        {
            string changed = string.Concat(honest.AsSpan(0, 3), group.ToString(), honest.AsSpan(4));
            accepted += Bech32m.TryDecode(changed, out _, data) ? 1 : 0;
        }
        Assert.Equal(1, accepted);
    }

    [Fact]
    public void TryDecode_OneCharacterChanged_IsRefused()
    {
        byte[] data = [.. Enumerable.Range(0, 32).Select(value => (byte)(value * 7))];
        string text = Bech32m.Encode("taeth", data);
        byte[] output = new byte[32];
        Assert.True(Bech32m.TryDecode(text, out _, output));
        Assert.Equal(data, output);
        for (int index = 0; index < text.Length; index++)
        {
            char other = text[index] == 'q' ? 'p' : 'q';
            string changed = string.Concat(text.AsSpan(0, index), other.ToString(), text.AsSpan(index + 1));
            Assert.False(Bech32m.TryDecode(changed, out _, output), changed);
        }
        Assert.False(Bech32m.TryDecode(text, out _, new byte[31]));
        Assert.False(Bech32m.TryDecode(text, out _, new byte[33]));
        Assert.False(Bech32m.TryDecode(new string('a', 91), out _, output));
    }
}
