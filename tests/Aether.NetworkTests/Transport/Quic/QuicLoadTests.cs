using System.Net;
using System.Net.Sockets;
using Aether.Core;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Much at once, much in all, and much lost.</summary>
public sealed class QuicLoadTests
{
    private const int MessageBytes = 1 << 20;

    [Fact]
    public async Task Messages_HundredMebibytes_ArriveUnchanged()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        await MoveAsync(a, own, b, 100, message => (MessageClass)5);
    }

    [Fact]
    public async Task Messages_OfEveryClass_ArriveUnchangedAtOnce()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        await MoveAsync(a, own, b, 48, message => (MessageClass)(message % 6));
    }

    [Fact]
    public async Task Messages_WithoutOffload_ArriveUnchanged()
    {
        using QuicNode a = new(1, options => options with { NoOffload = true });
        using QuicNode b = new(2, options => options with { NoOffload = true });
        (ConnectionId own, _) = a.Connect(b);
        await MoveAsync(a, own, b, 8, message => MessageClass.Votes);
        Assert.Equal(0ul, a.Transport.ReadCounters().Socket.HasOffload);
    }

    [Fact]
    public async Task Messages_OverIpv6_ArriveUnchanged()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        using QuicNode a = new(1, options => options with { Listen = new IPEndPoint(IPAddress.IPv6Loopback, 0) });
        using QuicNode b = new(2, options => options with { Listen = new IPEndPoint(IPAddress.IPv6Loopback, 0) });
        (ConnectionId own, _) = a.Connect(b);
        await MoveAsync(a, own, b, 4, message => MessageClass.Votes);
        Assert.False(a.Transport.TryDial(new IPEndPoint(IPAddress.Loopback, 9), null, out _));
    }

    [Fact]
    public async Task Messages_OnALossyPath_ArriveUnchanged()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        using UdpRelay relay = new(b.Transport.LocalAddress);
        Assert.True(a.Transport.TryDial(relay.Address, b.Transport.Local, out ConnectionId own));
        a.Next(PeerEventKind.Connected);
        b.Next(PeerEventKind.Connected);
        relay.LossToServer = 30;
        await MoveAsync(a, own, b, 4, message => MessageClass.Votes);
        Assert.True(relay.Lost > 0);
    }

    [Fact]
    public void Datagrams_WhoseBurstIsLost_StopNothing()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        using UdpRelay relay = new(b.Transport.LocalAddress);
        Assert.True(a.Transport.TryDial(relay.Address, b.Transport.Local, out ConnectionId own));
        a.Next(PeerEventKind.Connected);
        b.Next(PeerEventKind.Connected);
        // All that the congestion window takes goes, and nothing of it arrives.
        relay.LossToServer = 1_000;
        byte[] datagram = new byte[1_000];
        while (a.Transport.TrySendDatagram(own, datagram))
        {
        }
        a.Until(() => relay.Lost >= 10);
        relay.LossToServer = 0;
        byte[] message = new byte[50_000];
        a.Send(own, MessageClass.Votes, message);
        Assert.Equal(message, b.Next(PeerEventKind.Message).Bytes);
    }

    [Fact]
    public void Connections_ThousandInARow_LeaveNothing()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        for (int i = 0; i < 1_000; i++)
        {
            (ConnectionId own, ConnectionId other) = a.Connect(b);
            Assert.True(a.Transport.TrySend(own, MessageClass.Votes, [1, 2, 3]));
            Assert.Equal([1, 2, 3], b.Next(PeerEventKind.Message).Bytes);
            (i % 2 == 0 ? a : b).Transport.Close(i % 2 == 0 ? own : other, CloseCode.Done);
            a.Next(PeerEventKind.Closed);
            b.Next(PeerEventKind.Closed);
        }
        foreach (QuicNode node in new[] { a, b })
        {
            Assert.False(node.Transport.TryReceive(out _));
            // The thread counts when its round is over.
            node.Until(() => node.Transport.ReadCounters().Socket.Connections == 0);
            Assert.Equal(0, node.Transport.ReadCounters().ReceivedBytes);
            Assert.Equal(0, node.Transport.ReadCounters().QueuedBytes);
            Assert.Equal(0, node.Transport.OutstandingBlocks);
        }
    }

    [Fact]
    public void Messages_OnceWarm_AllocateNothing()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        byte[] message = new byte[300];
        // Queues and pools grow to the deepest that ever waits, which is decided by how the threads happen to run.
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 20 && allocated != 0; attempt++)
        {
            long before = Total();
            Exchange(500);
            allocated = Total() - before;
        }
        Assert.Equal(0, allocated);

        long Total() => a.Transport.AllocatedByThread + b.Transport.AllocatedByThread
            + GC.GetAllocatedBytesForCurrentThread();

        void Exchange(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                int left = 0;
                for (int i = 0; i < 32; i++)
                {
                    left += a.Transport.TrySend(own, (MessageClass)(i % 6), message) ? 1 : 0;
                    left += a.Transport.TrySendDatagram(own, message) ? 1 : 0;
                }
                while (left > 0)
                {
                    left -= b.Transport.TryReceive(out PeerEvent peerEvent) && peerEvent.Bytes.Length == 300 ? 1 : 0;
                }
            }
        }
    }

    /// <summary>Sends messages of one mebibyte from one thread and checks them on this one.</summary>
    private static async Task MoveAsync(
        QuicNode from, ConnectionId connection, QuicNode to, int count, Func<int, MessageClass> classOf)
    {
        Task sending = Task.Run(
            () =>
            {
                byte[] message = new byte[MessageBytes];
                for (int i = 0; i < count; i++)
                {
                    Fill(message, i);
                    from.Send(connection, classOf(i), message);
                }
            },
            TestContext.Current.CancellationToken);
        byte[] expected = new byte[MessageBytes];
        int[] next = new int[6];
        int left = count;
        to.Pump(
            peerEvent =>
            {
                Assert.Equal(PeerEventKind.Message, peerEvent.Kind);
                int message = BitConverter.ToInt32(peerEvent.Bytes.Span);
                Assert.Equal(classOf(message), peerEvent.Class);
                Assert.True(message >= next[(int)peerEvent.Class]);
                next[(int)peerEvent.Class] = message + 1;
                Fill(expected, message);
                Assert.True(peerEvent.Bytes.Span.SequenceEqual(expected));
                return --left == 0;
            });
        await sending;
    }

    private static void Fill(byte[] message, int index)
    {
        new Random(index).NextBytes(message);
        BitConverter.TryWriteBytes(message, index);
    }
}
