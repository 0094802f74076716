using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Transport;

public sealed class MessageQueueTests
{
    [Fact]
    public void TryAdd_FullAndRefusing_KeepsTheOldestAndCounts()
    {
        MessageQueue queue = new(2, 100, FullQueuePolicy.RefuseNewest);
        Assert.True(queue.TryAdd(Message(1)));
        Assert.True(queue.TryAdd(Message(2)));
        Assert.False(queue.TryAdd(Message(3)));
        Assert.Equal((0L, 1L, 2L), queue.ReadCounters());
        Assert.True(queue.TryTake(out TransportMessage first));
        Assert.Equal(1, first.Peer);
    }

    [Fact]
    public void TryAdd_FullAndDropping_KeepsTheNewestAndCounts()
    {
        MessageQueue queue = new(2, 100, FullQueuePolicy.DropOldest);
        Assert.All([1, 2, 3], peer => Assert.True(queue.TryAdd(Message(peer))));
        Assert.Equal((1L, 0L, 2L), queue.ReadCounters());
        Assert.True(queue.TryTake(out TransportMessage first));
        Assert.True(queue.TryTake(out TransportMessage second));
        Assert.Equal((2, 3), (first.Peer, second.Peer));
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void TryAdd_ByteLimit_CountsBytesNotMessages()
    {
        MessageQueue queue = new(100, 10, FullQueuePolicy.DropOldest);
        Assert.True(queue.TryAdd(Message(1, 6)));
        Assert.True(queue.TryAdd(Message(2, 6)));
        Assert.Equal(1, queue.Count);
        Assert.False(queue.TryAdd(Message(3, 11)));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void SetSignal_MessageAlreadyWaiting_IsSetAtOnce()
    {
        WakeSignal signal = new();
        MessageQueue queue = new(2, 100, FullQueuePolicy.DropOldest);
        queue.TryAdd(Message(1));
        queue.SetSignal(signal);
        Assert.True(signal.Wait(0));
        Assert.False(signal.Wait(0));
        queue.TryAdd(Message(2));
        Assert.True(signal.Wait(0));
    }

    private static TransportMessage Message(int peer, int bytes = 1) => new((ushort)peer, new byte[bytes]);
}
