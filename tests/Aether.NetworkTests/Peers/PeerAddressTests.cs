using System.Net;
using Aether.Core.Codec;
using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("1.2.3.4:5", "04010203040500")]
    [InlineData("[2a00::1]:65535", "062a000000000000000000000000000001ffff")]
    public void Encode_Golden(string text, string hex)
    {
        PeerAddress address = PeerKeys.At(text);
        Assert.Equal(hex, Convert.ToHexStringLower(Ace.Encode(address)));
        Assert.True(Ace.TryDecode(Convert.FromHexString(hex), out PeerAddress read, out _));
        Assert.Equal(address, read);
        Assert.Equal(text, read.ToString());
        Assert.True(PeerAddress.TryFrom(read.ToEndPoint(), out PeerAddress again));
        Assert.Equal(address, again);
    }

    [Theory]
    [InlineData("04010203040000")]
    [InlineData("04e00000010100")]
    [InlineData("04000000010100")]
    [InlineData("04ffffffff0100")]
    [InlineData("05010203040100")]
    [InlineData("0600000000000000000000ffff010203040100")]
    [InlineData("06000000000000000000000000010203040100")]
    [InlineData("06000000000000000000000000000000000100")]
    [InlineData("06ff0200000000000000000000000000010100")]
    [InlineData("0401020304")]
    [InlineData("0401020304050000")]
    public void Decode_WhatNoHostHas_IsRefused(string hex) =>
        Assert.False(Ace.TryDecode(Convert.FromHexString(hex), out PeerAddress _, out _));

    [Fact]
    public void TryFrom_MappedAddress_IsTheIPv4One()
    {
        Assert.True(PeerAddress.TryFrom(new IPEndPoint(IPAddress.Parse("::ffff:9.8.7.6"), 1), out PeerAddress address));
        Assert.Equal(PeerKeys.At("9.8.7.6:1"), address);
        Assert.False(PeerAddress.TryFrom(new IPEndPoint(IPAddress.Any, 1), out _));
        Assert.False(PeerAddress.TryFrom(null, out _));
    }

    [Theory]
    [InlineData("8.8.8.8:1", true)]
    [InlineData("127.0.0.1:1", false)]
    [InlineData("10.1.1.1:1", false)]
    [InlineData("172.15.255.255:1", true)]
    [InlineData("172.16.0.1:1", false)]
    [InlineData("172.31.255.1:1", false)]
    [InlineData("172.32.0.1:1", true)]
    [InlineData("192.168.3.4:1", false)]
    [InlineData("169.254.3.4:1", false)]
    [InlineData("100.63.0.1:1", true)]
    [InlineData("100.64.0.1:1", false)]
    [InlineData("100.127.0.1:1", false)]
    [InlineData("100.128.0.1:1", true)]
    [InlineData("192.0.0.1:1", false)]
    [InlineData("192.0.2.1:1", false)]
    [InlineData("198.17.0.1:1", true)]
    [InlineData("198.18.0.1:1", false)]
    [InlineData("198.19.0.1:1", false)]
    [InlineData("198.20.0.1:1", true)]
    [InlineData("198.51.100.1:1", false)]
    [InlineData("203.0.113.1:1", false)]
    [InlineData("240.0.0.1:1", false)]
    [InlineData("[::1]:1", false)]
    [InlineData("[fe80::1]:1", false)]
    [InlineData("[fd00::1]:1", false)]
    [InlineData("[2001:db8::1]:1", false)]
    [InlineData("[2002:808:808::1]:1", false)]
    [InlineData("[2001:0:1::1]:1", false)]
    [InlineData("[3fff:1::1]:1", false)]
    [InlineData("[2a00::1]:1", true)]
    public void IsPublic_KnowsReservedRanges(string text, bool isPublic) =>
        Assert.Equal(isPublic, PeerKeys.At(text).IsPublic);

    [Fact]
    public void Group_IsANetwork()
    {
        Assert.Equal(PeerKeys.At("1.2.3.4:5").Group, PeerKeys.At("1.2.3.250:9").Group);
        Assert.NotEqual(PeerKeys.At("1.2.3.4:5").Group, PeerKeys.At("1.2.4.4:5").Group);
        Assert.Equal(PeerKeys.At("[2a00:1:2:3::4]:5").Group, PeerKeys.At("[2a00:1:2:ffff::]:5").Group);
        Assert.NotEqual(PeerKeys.At("[2a00:1:2::]:5").Group, PeerKeys.At("[2a00:1:3::]:5").Group);
        Assert.Equal(PeerKeys.At("1.2.3.4:5").Host, PeerKeys.At("1.2.3.4:6").Host);
    }
}
