using System.Net;
using System.Net.Sockets;
using Aether.Core;
using Aether.Native.Quic;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Peers that break the format, do not read, or flood.</summary>
public sealed class QuicHostilePeerTests
{
    /// <summary>Streams that each end their connection.</summary>
    public static TheoryData<string, byte[]> BadStreams => new()
    {
        { "an unknown class", [6] },
        { "an empty message", [1, 0, 0, 0, 0] },
        { "a message over the limit", [1, 1, 0, 16, 0] },
        { "a claim of four gigabytes", [2, 255, 255, 255, 255] },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public void Stream_ThatBreaksTheFormat_EndsTheConnection(string what, byte[] bytes)
    {
        Assert.NotNull(what);
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        peer.Send(peer.Open(bidirectional: false), bytes);
        peer.Until(() => peer.IsClosed);
        Assert.Equal(QuicEnd.ClosedByPeer, peer.End);
        Assert.Equal((ulong)CloseCode.BadMessage, peer.Code);
        PeerEvent closed = node.Next(PeerEventKind.Closed).Event;
        Assert.Equal((CloseCode.BadMessage, true), (closed.Close, closed.IsPeersFault));
        Assert.True(node.Transport.ReadCounters().ReceivedBytes < Limits.Network.MaxMessageBytes);
    }

    [Fact]
    public void Stream_SecondOfAClass_EndsTheConnection()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        peer.Send(peer.Open(bidirectional: false), [3, 1, 0, 0, 0, 9]);
        peer.Send(peer.Open(bidirectional: false), [3, 1, 0, 0, 0, 9]);
        peer.Until(() => peer.IsClosed);
        Assert.Equal((ulong)CloseCode.BadMessage, peer.Code);
    }

    [Fact]
    public void Stream_ThatEnds_EndsTheConnection()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        peer.Send(peer.Open(bidirectional: false), [3, 1, 0, 0, 0, 9], isLast: true);
        peer.Until(() => peer.IsClosed);
        Assert.Equal((ulong)CloseCode.BadMessage, peer.Code);
    }

    [Fact]
    public void Request_OverTheLimit_IsRefusedAndTheConnectionGoesOn()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        peer.Send(peer.Open(bidirectional: true), new byte[Limits.Network.MaxRequestBytes + 1], isLast: true);
        peer.Until(() => peer.Resets == 1);
        peer.Send(peer.Open(bidirectional: false), [3, 1, 0, 0, 0, 9]);
        peer.Until(
            () => node.Transport.TryReceive(out PeerEvent peerEvent) && peerEvent.Kind == PeerEventKind.Message);
        Assert.False(peer.IsClosed);
    }

    [Fact]
    public void Messages_TinyAndNotRead_EndTheConnection()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        byte[] flood = new byte[1 + (5 * 200_000)];
        flood[0] = (byte)MessageClass.Votes;
        for (int at = 1; at < flood.Length; at += 5)
        {
            flood[at] = 1;
        }
        peer.Send(peer.Open(bidirectional: false), flood);
        peer.Until(() => peer.IsClosed);
        Assert.Equal((ulong)CloseCode.OverBudget, peer.Code);
        Assert.True(
            node.Transport.ReadCounters().ReceivedBytes <= Limits.Network.MaxReceivedBytesOfPeer + (1L << 20));
        Assert.Equal(CloseCode.OverBudget, node.Next(PeerEventKind.Closed).Event.Close);
        Assert.Equal(0, node.Transport.ReadCounters().ReceivedBytes);
    }

    [Fact]
    public void Peer_ThatGivesNoCredit_IsClosedAndItsMessagesAreReleased()
    {
        using QuicNode node = new(1, options => options with { StalledMs = 200 });
        using RawQuicClient peer = new() { GivesCredit = false };
        peer.Connect(node.Transport.LocalAddress);
        ConnectionId connection = node.Next(PeerEventKind.Connected).Event.Connection;
        byte[] message = new byte[Limits.Network.MaxMessageBytes];
        while (node.Transport.TrySend(connection, MessageClass.Votes, message))
        {
        }
        peer.Until(() => peer.IsClosed);
        Assert.Equal((ulong)CloseCode.OverBudget, peer.Code);
        PeerEvent closed = node.Next(PeerEventKind.Closed).Event;
        Assert.Equal((CloseCode.OverBudget, false), (closed.Close, closed.IsPeersFault));
        Assert.Equal(0, node.Transport.ReadCounters().QueuedBytes);
    }

    [Fact]
    public void Requests_TakenBackAgainAndAgain_EndTheConnection()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        int taken = 0;
        while (!peer.IsClosed)
        {
            long stream = peer.TryOpenRequest();
            if (stream >= 0)
            {
                peer.Send(stream, [1]);
                peer.Poll();
                peer.Reset(stream);
                taken++;
            }
            peer.Poll();
            Assert.True(taken < 100_000, "streams were taken back for ever");
        }
        Assert.True(taken >= Limits.Network.CancelledRequestBurst);
        PeerEvent closed = node.Next(PeerEventKind.Closed).Event;
        Assert.Equal((CloseCode.OverBudget, true), (closed.Close, closed.IsPeersFault));
        Assert.Equal(0, node.Transport.OutstandingBlocks);
    }

    [Fact]
    public void SlowReader_IsSentNoMoreThanItsWindow_AndLosesNothing()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        byte[] message = new byte[60_000];
        int sent = 0;
        long most = Limits.Network.HoldReceivedBytes + Limits.Network.ConnectionWindowBytes;
        long received = 0;
        // Until the reader holds all it may and the writer's queue is full.
        while (received < Limits.Network.HoldReceivedBytes || TrySend())
        {
            TrySend();
            received = b.Transport.ReadCounters().ReceivedBytes;
            Assert.True(received <= 2 * most);
            Assert.True(a.Transport.ReadCounters().QueuedBytes <= Limits.Network.MaxQueuedBytesOfClass);
        }
        int read = 0;
        b.Pump(
            peerEvent =>
            {
                Assert.Equal(read, BitConverter.ToInt32(peerEvent.Bytes.Span));
                return ++read == sent;
            });

        bool TrySend()
        {
            BitConverter.TryWriteBytes(message, sent);
            bool taken = a.Transport.TrySend(own, MessageClass.Transactions, message);
            sent += taken ? 1 : 0;
            return taken;
        }
    }

    [Fact]
    public void Garbage_FromStrangers_DisturbsNobody()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Random random = new(9);
        byte[] garbage = new byte[1_400];
        long sentBytes = 0;
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(garbage);
            int length = random.Next(garbage.Length + 1);
            sentBytes += stranger.SendTo(garbage.AsSpan(0, length), SocketFlags.None, b.Transport.LocalAddress);
        }
        byte[] message = new byte[100_000];
        a.Send(own, MessageClass.Votes, message);
        Assert.Equal(message, b.Next(PeerEventKind.Message).Bytes);
        QuicCounters counters = b.Transport.ReadCounters().Socket;
        Assert.Equal(1ul, counters.Connections);
        Assert.Equal(0ul, counters.HalfOpen);
        Assert.True(counters.BytesSent < (ulong)sentBytes);
    }

    [Fact]
    public void Newcomers_UnderLoad_ProveTheirAddressFirst()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2, options => options with { RetryHalfOpen = 0 });
        a.Connect(b);
        Assert.Equal(1ul, b.Transport.ReadCounters().Socket.Retries);
    }

    [Fact]
    public void Newcomers_AboveTheRate_AreDropped()
    {
        using QuicNode a = new(1, options => options with { HandshakeTimeoutMs = 300 });
        using QuicNode b = new(2, options => options with { HandshakesPerSecondOfAddress = 1 });
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out _));
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out _));
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out _));
        int connected = 0;
        int closed = 0;
        a.Pump(
            peerEvent =>
            {
                connected += peerEvent.Kind == PeerEventKind.Connected ? 1 : 0;
                closed += peerEvent.Kind == PeerEventKind.Closed ? 1 : 0;
                return connected + closed == 3;
            });
        Assert.InRange(connected, 1, 2);
        Assert.True(b.Transport.ReadCounters().Socket.Refused > 0);
    }

    [Fact]
    public void Connections_AboveTheBound_AreDropped()
    {
        using QuicNode a = new(1, options => options with { HandshakeTimeoutMs = 300 });
        using QuicNode b = new(2, options => options with { MaxConnections = 1 });
        using QuicNode c = new(3);
        c.Connect(b);
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out _));
        Assert.Equal(CloseCode.Unreachable, a.Next(PeerEventKind.Closed).Event.Close);
        Assert.False(b.Transport.TryDial(a.Transport.LocalAddress, null, out _));
    }
}
