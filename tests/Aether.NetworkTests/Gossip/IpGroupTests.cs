using System.Net;
using Aether.Network.Gossip;
using Xunit;

namespace Aether.NetworkTests.Gossip;

public sealed class IpGroupTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.255", true)]
    [InlineData("10.1.2.3", "10.1.3.3", false)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.9", true)]
    [InlineData("2001:db8:1:2200::1", "2001:db8:1:22ff:9::1", true)]
    [InlineData("2001:db8:1:2200::1", "2001:db8:1:2300::1", false)]
    [InlineData("127.0.0.1", "::1", true)]
    [InlineData("127.0.0.1", "10.1.2.3", false)]
    public void Of_TwoAddresses_SaysWhetherTheyAreNeighbours(string first, string second, bool areNeighbours) =>
        Assert.Equal(areNeighbours, IpGroup.Of(IPAddress.Parse(first)) == IpGroup.Of(IPAddress.Parse(second)));

    [Fact]
    public void Of_ThisMachine_IsNotCounted()
    {
        Assert.Equal(IpGroup.NotCounted, IpGroup.Of(IPAddress.Loopback));
        Assert.NotEqual(IpGroup.NotCounted, IpGroup.Of(IPAddress.Parse("0.0.0.1")));
    }
}
