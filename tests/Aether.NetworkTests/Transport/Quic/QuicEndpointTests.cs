using System.Net;
using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Two endpoints over loopback: identities, messages, datagrams, requests, ends.</summary>
public sealed class QuicEndpointTests
{
    [Fact]
    public void Connect_TwoNodes_ProveTheirIdentitiesBothWays()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out ConnectionId dialled));
        ReceivedEvent there = b.Next(PeerEventKind.Connected);
        ReceivedEvent here = a.Next(PeerEventKind.Connected);
        Assert.Equal(dialled, here.Event.Connection);
        Assert.Equal(b.Transport.Local, here.Event.Peer);
        Assert.Equal(a.Transport.Local, there.Event.Peer);
        Assert.NotEqual(a.Transport.Local, b.Transport.Local);
        Assert.True(there.Event.Inbound);
        Assert.False(here.Event.Inbound);
        Assert.Equal(a.Transport.LocalAddress, there.Event.Address);
        Assert.Equal(b.Transport.LocalAddress, here.Event.Address);
    }

    [Fact]
    public void Dial_AnotherIdentityThanExpected_IsClosed()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        PeerId stranger = new(new PublicKey(new Hash256(SHA256.HashData([7]))));
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, stranger, out ConnectionId dialled));
        ReceivedEvent end = a.Next(PeerEventKind.Closed);
        Assert.Equal(dialled, end.Event.Connection);
        Assert.Equal(CloseCode.WrongIdentity, end.Event.Close);
        Assert.False(a.Transport.TrySend(dialled, MessageClass.Control, [1]));
    }

    [Fact]
    public void Dial_AnotherProtocol_IsClosed()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2, options => options with { Protocol = "aeth/2" });
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out _));
        Assert.Equal(CloseCode.WrongChain, a.Next(PeerEventKind.Closed).Event.Close);
    }

    [Fact]
    public void Dial_Nobody_IsUnreachable()
    {
        using QuicNode a = new(1, options => options with { HandshakeTimeoutMs = 200 });
        Assert.True(a.Transport.TryDial(new IPEndPoint(IPAddress.Loopback, 9), null, out ConnectionId dialled));
        ReceivedEvent end = a.Next(PeerEventKind.Closed);
        Assert.Equal(dialled, end.Event.Connection);
        Assert.Equal(CloseCode.Unreachable, end.Event.Close);
    }

    /// <summary>Every reason there is.</summary>
    public static TheoryData<CloseCode> Codes => [.. Enum.GetValues<CloseCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Close_WithACode_BothSidesSeeIt(CloseCode code)
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        b.Transport.Close(other, code);
        PeerEvent here = a.Next(PeerEventKind.Closed).Event;
        PeerEvent there = b.Next(PeerEventKind.Closed).Event;
        Assert.Equal((code, code), (here.Close, there.Close));
        // Whoever is closed by the node above is not blamed by the transport.
        Assert.False(here.IsPeersFault || there.IsPeersFault);
        Assert.False(a.Transport.TrySend(own, MessageClass.Control, [1]));
        Assert.False(b.Transport.TrySend(other, MessageClass.Control, [1]));
    }

    [Fact]
    public void ReadRttUs_OfAConnection_IsMeasuredOnBothSidesAndEndsWithIt()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        Assert.True(a.Transport.TryDial(b.Transport.LocalAddress, null, out ConnectionId own));
        Assert.Null(a.Transport.ReadRttUs(own));
        ConnectionId other = b.Next(PeerEventKind.Connected).Event.Connection;
        a.Next(PeerEventKind.Connected);
        a.Send(own, MessageClass.Control, [1]);
        b.Next(PeerEventKind.Message);
        a.Until(() => a.Transport.ReadRttUs(own) is > 0 && b.Transport.ReadRttUs(other) is > 0);
        Assert.Null(a.Transport.ReadRttUs(new ConnectionId(own.Value + 2)));
        b.Transport.Close(other, CloseCode.Done);
        Assert.Null(b.Transport.ReadRttUs(other));
        a.Next(PeerEventKind.Closed);
        b.Next(PeerEventKind.Closed);
        Assert.Null(a.Transport.ReadRttUs(own));
        Assert.Null(b.Transport.ReadRttUs(other));
    }

    [Fact]
    public void Dispose_TellsThePeers()
    {
        using QuicNode a = new(1);
        QuicNode b = new(2);
        a.Connect(b);
        b.Dispose();
        Assert.Equal(CloseCode.Done, a.Next(PeerEventKind.Closed).Event.Close);
    }

    [Fact]
    public void Send_EveryClass_ArrivesWholeAndInOrder()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        int[] lengths = [1, 3, 508, 509, 4_096, 70_000, Limits.Network.MaxMessageBytes];
        Random random = new(5);
        List<(MessageClass Class, byte[] Bytes)> sent = [];
        foreach (int length in lengths)
        {
            foreach (MessageClass messageClass in Enum.GetValues<MessageClass>())
            {
                byte[] message = new byte[length];
                random.NextBytes(message);
                a.Send(own, messageClass, message);
                sent.Add((messageClass, message));
            }
        }
        int[] next = new int[6];
        int left = sent.Count;
        b.Pump(
            peerEvent =>
            {
                Assert.Equal(PeerEventKind.Message, peerEvent.Kind);
                Assert.Equal(other, peerEvent.Connection);
                byte[] expected = sent.Where(item => item.Class == peerEvent.Class)
                    .ElementAt(next[(int)peerEvent.Class]++).Bytes;
                Assert.True(peerEvent.Bytes.Span.SequenceEqual(expected));
                return --left == 0;
            });
    }

    [Fact]
    public void Send_LongestProposal_IsTakenAndLongerRefused()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, _) = a.Connect(b);
        byte[] longest = RandomNumberGenerator.GetBytes(Limits.Network.MaxProposalBytes);
        Assert.True(a.Transport.TrySend(own, MessageClass.Headers, longest));
        Assert.True(b.Next(PeerEventKind.Message).Bytes.AsSpan().SequenceEqual(longest));
        Assert.False(a.Transport.TrySend(own, MessageClass.Headers, new byte[longest.Length + 1]));
        Assert.False(a.Transport.TrySend(own, MessageClass.Votes, new byte[Limits.Network.MaxMessageBytes + 1]));
        Assert.False(a.Transport.TrySend(own, MessageClass.Votes, []));
    }

    [Fact]
    public void SendDatagram_Arrives()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        byte[] longest = RandomNumberGenerator.GetBytes(a.Transport.MaxDatagramBytes);
        Assert.True(a.Transport.TrySendDatagram(own, longest));
        ReceivedEvent received = b.Next(PeerEventKind.Datagram);
        Assert.Equal(other, received.Event.Connection);
        Assert.Equal(longest, received.Bytes);
        Assert.False(a.Transport.TrySendDatagram(own, new byte[longest.Length + 1]));
        Assert.False(a.Transport.TrySendDatagram(own, []));
    }

    [Fact]
    public void Request_IsAnsweredRefusedAndCancelled()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        foreach (int length in new[] { 1, 0, Limits.Network.MaxResponseBytes })
        {
            byte[] question = RandomNumberGenerator.GetBytes(Limits.Network.MaxRequestBytes);
            byte[] answer = RandomNumberGenerator.GetBytes(length);
            Assert.True(a.Transport.TryRequest(own, question, out RequestId id));
            ReceivedEvent asked = b.Next(PeerEventKind.Request);
            Assert.Equal(question, asked.Bytes);
            Assert.True(b.Transport.TryRespond(other, asked.Event.Request, answer));
            Assert.False(b.Transport.TryRespond(other, asked.Event.Request, answer));
            ReceivedEvent answered = a.Next(PeerEventKind.Response);
            Assert.Equal(id, answered.Event.Request);
            Assert.True(answered.Bytes.AsSpan().SequenceEqual(answer));
        }

        Assert.True(a.Transport.TryRequest(own, [1], out RequestId refused));
        b.Transport.Cancel(other, b.Next(PeerEventKind.Request).Event.Request);
        Assert.Equal(refused, a.Next(PeerEventKind.RequestFailed).Event.Request);

        Assert.True(a.Transport.TryRequest(own, [2], out RequestId cancelled));
        a.Transport.Cancel(own, cancelled);
        Assert.Equal(cancelled, a.Next(PeerEventKind.RequestFailed).Event.Request);
    }

    [Fact]
    public void Request_ManyAtOnce_AreAllAnswered()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        HashSet<RequestId> open = [];
        for (int round = 0; round < 20; round++)
        {
            while (a.Transport.TryRequest(own, BitConverter.GetBytes(round), out RequestId id))
            {
                Assert.True(open.Add(id));
            }
            Assert.Equal(Limits.Network.MaxRequestsInFlight, open.Count);
            int left = open.Count;
            b.Pump(
                peerEvent =>
                {
                    Assert.True(b.Transport.TryRespond(other, peerEvent.Request, peerEvent.Bytes.Span));
                    return --left == 0;
                });
            a.Pump(
                peerEvent =>
                {
                    Assert.Equal(PeerEventKind.Response, peerEvent.Kind);
                    Assert.True(open.Remove(peerEvent.Request));
                    return open.Count == 0;
                });
        }
    }

    [Fact]
    public void Request_NotAnswered_FailsInTime()
    {
        using QuicNode a = new(1, options => options with { RequestTimeoutMs = 50 });
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        Assert.True(a.Transport.TryRequest(own, [1], out RequestId id));
        RequestId asked = b.Next(PeerEventKind.Request).Event.Request;
        Assert.Equal(id, a.Next(PeerEventKind.RequestFailed).Event.Request);
        // The answer is too late for anyone; the connection goes on.
        b.Transport.TryRespond(other, asked, [2]);
        Assert.True(a.Transport.TrySend(own, MessageClass.Votes, [3]));
        Assert.Equal([3], b.Next(PeerEventKind.Message).Bytes);
    }

    [Fact]
    public void Request_WhenTheConnectionEnds_Fails()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        (ConnectionId own, ConnectionId other) = a.Connect(b);
        Assert.True(a.Transport.TryRequest(own, [1], out RequestId id));
        b.Next(PeerEventKind.Request);
        b.Transport.Close(other, CloseCode.Done);
        Assert.Equal(id, a.Next(PeerEventKind.RequestFailed).Event.Request);
        a.Next(PeerEventKind.Closed);
    }
}
