using Aether.Node.Devnet.Links;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Links;

public sealed class DelayedPacketsTests
{
    [Fact]
    public void TryTake_ManyPackets_ComeInOrderOfTheirTimesThenOfTheirSending()
    {
        DelayedPackets packets = new(capacity: 1_000, packetBytes: 8);
        Random random = new(1);
        List<(long Due, byte Number)> sent = [];
        for (int number = 0; number < 200; number++)
        {
            long due = random.Next(20);
            sent.Add((due, (byte)number));
            Assert.True(packets.TryAdd([(byte)number], target: number % 3, due));
        }
        foreach ((long due, byte number) in sent.OrderBy(packet => packet.Due))
        {
            Assert.Equal(due, packets.NextDue);
            Assert.True(packets.TryTake(now: due, out ReadOnlySpan<byte> packet, out int target));
            Assert.Equal(number, Assert.Single(packet.ToArray()));
            Assert.Equal(number % 3, target);
        }
        Assert.Equal(long.MaxValue, packets.NextDue);
    }

    [Fact]
    public void TryTake_BeforeTheTime_GivesNothing()
    {
        DelayedPackets packets = new(capacity: 1, packetBytes: 8);
        packets.TryAdd([1], target: 0, due: 10);
        Assert.False(packets.TryTake(now: 9, out _, out _));
        Assert.True(packets.TryTake(now: 10, out _, out _));
    }

    [Fact]
    public void TryAdd_FullOrTooLong_IsRefused()
    {
        DelayedPackets packets = new(capacity: 1, packetBytes: 2);
        Assert.False(packets.TryAdd([1, 2, 3], target: 0, due: 0));
        Assert.True(packets.TryAdd([1, 2], target: 0, due: 0));
        Assert.False(packets.TryAdd([1], target: 0, due: 0));
        Assert.True(packets.TryTake(now: 0, out _, out _));
        Assert.True(packets.TryAdd([1], target: 0, due: 0));
    }
}
