using Aether.Node.Devnet.Links;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Links;

public sealed class PacketSwitchTests
{
    [Fact]
    public void Accept_AddressOfANode_ArrivesThereAfterTheDelay()
    {
        PacketSwitch links = new(3, new LinkShape { DelayMicros = 500 }, seed: 1);
        links.Accept(0, To(2), nowMicros: 1_000);
        Assert.Equal(1_500, links.Packets.NextDue);
        Assert.True(links.Packets.TryTake(1_500, out ReadOnlySpan<byte> packet, out int target));
        Assert.Equal(2, target);
        Assert.True(packet.SequenceEqual(To(2)));
    }

    [Fact]
    public void Accept_ElsewhereOrNotIp_IsDropped()
    {
        PacketSwitch links = new(3, LinkShape.None, seed: 1);
        byte[] other = To(0);
        other[16] = 8;
        byte[] sixth = To(0);
        sixth[0] = 0x60;
        links.Accept(0, other, 0);
        links.Accept(0, sixth, 0);
        links.Accept(0, To(3), 0);
        links.Accept(0, To(-1), 0);
        links.Accept(0, To(0).AsSpan(0, 19), 0);
        links.Accept(0, [], 0);
        Assert.Equal(6, links.Dropped);
        Assert.Equal(0, links.Packets.Count);
    }

    [Fact]
    public void SetCut_OneDirection_DropsOnlyThat()
    {
        PacketSwitch links = new(2, LinkShape.None, seed: 1);
        links.SetCut(0, 1, cut: true);
        links.Accept(0, To(1), 0);
        links.Accept(1, To(0), 0);
        Assert.Equal((1L, 1), (links.Dropped, links.Packets.Count));
        links.SetCut(0, 1, cut: false);
        links.Accept(0, To(1), 0);
        Assert.Equal(2, links.Packets.Count);
    }

    [Fact]
    public void Accept_ShapedLinks_KeepTheAskedShares()
    {
        LinkShape shape = new()
        {
            DelayMicros = 10_000,
            JitterMicros = 2_000,
            DuplicatesPerMillion = 100_000,
            ReorderPerMillion = 50_000,
        };
        PacketSwitch links = new(2, shape, seed: 5);
        const int Sent = 10_000;
        for (int i = 0; i < Sent; i++)
        {
            links.Accept(0, To(1), nowMicros: 0);
        }
        Assert.InRange(links.Packets.Count, Sent * 108 / 100, Sent * 112 / 100);
        int early = 0;
        while (links.Packets.TryTake(long.MaxValue - 1, out _, out _))
        {
            long due = links.Packets.NextDue;
            early += due == 0 ? 1 : 0;
            Assert.True(due is 0 or long.MaxValue or (>= 8_000 and <= 12_000));
        }
        Assert.InRange(early, Sent * 4 / 100, Sent * 7 / 100);
    }

    [Fact]
    public void Accept_SameSeed_SameTimes()
    {
        Assert.Equal(Times(7), Times(7));
        Assert.NotEqual(Times(7), Times(8));
    }

    private static List<long> Times(int seed)
    {
        PacketSwitch links = new(2, new LinkShape { DelayMicros = 1_000, JitterMicros = 900 }, seed);
        List<long> times = [];
        for (int i = 0; i < 50; i++)
        {
            links.Accept(0, To(1), nowMicros: i * 10_000);
            times.Add(links.Packets.NextDue);
            links.Packets.TryTake(long.MaxValue, out _, out _);
        }
        return times;
    }

    private static byte[] To(int node)
    {
        byte[] packet = new byte[28];
        packet[0] = 0x45;
        (packet[16], packet[17], packet[18], packet[19]) = (10, 77, 0, (byte)(node + 1));
        return packet;
    }
}
