using System.Buffers.Binary;
using Aether.Core;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Streams beside each other: one that is stalled, full or lossy keeps no other one waiting.</summary>
public sealed class QuicStreamTests
{
    private const int Bulk = (1 << 20) - 4;
    private const int BulkOfClass = 6;
    private const int Answers = 3;
    private const int VotesMeanwhile = 20;

    private static readonly MessageClass[] s_others =
    [
        MessageClass.Control, MessageClass.Headers, MessageClass.Evidence, MessageClass.Gossip,
        MessageClass.Transactions,
    ];

    [Fact]
    public void Votes_BesideEightStreamsThatStopInTheMiddle_ArriveAtOnce()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        peer.Connect(node.Transport.LocalAddress);
        byte[] half = new byte[Bulk / 2];
        foreach (MessageClass messageClass in s_others)
        {
            half[0] = (byte)messageClass;
            BinaryPrimitives.WriteInt32LittleEndian(half.AsSpan(1), Bulk);
            peer.Send(peer.Open(bidirectional: false), half);
        }
        for (int request = 0; request < Answers; request++)
        {
            peer.Send(peer.Open(bidirectional: true), half.AsSpan(0, Limits.Network.MaxRequestBytes / 2));
        }
        long votes = peer.Open(bidirectional: false);
        peer.Send(votes, [(byte)MessageClass.Votes]);
        for (byte vote = 1; vote <= 100; vote++)
        {
            peer.Send(votes, [1, 0, 0, 0, vote]);
            byte expected = vote;
            bool came = false;
            peer.Until(() => came |= node.Transport.TryReceive(out PeerEvent happened)
                && happened is { Kind: PeerEventKind.Message, Class: MessageClass.Votes }
                && happened.Bytes.Span[0] == expected);
        }
        Assert.False(peer.IsClosed);
        // What waits for its end is held by what came of it: at most twice, as blocks grow by doubling.
        long received = node.Transport.ReadCounters().ReceivedBytes;
        Assert.InRange(received, 1, 2L * 8 * Bulk);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(200)]
    public void Votes_BesideEightStreamsUnderLoad_PassThem(int lossInThousand)
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        using UdpRelay relay = new(b.Transport.LocalAddress);
        Assert.True(a.Transport.TryDial(relay.Address, b.Transport.Local, out ConnectionId own));
        a.Next(PeerEventKind.Connected);
        ConnectionId other = b.Next(PeerEventKind.Connected).Event.Connection;
        relay.LossToServer = lossInThousand;
        int left = Load(a, own, b, other);
        int votes = 0;
        bool isUnderWay = false;
        while (left > 0)
        {
            // One at a time: each has to get past all that is queued when it is sent.
            isUnderWay = isUnderWay || a.Transport.TrySend(own, MessageClass.Votes, [7]);
            b.Pump(happened =>
            {
                bool isVote = happened is { Kind: PeerEventKind.Message, Class: MessageClass.Votes };
                Assert.True(happened.Kind is PeerEventKind.Message or PeerEventKind.Response);
                left -= isVote ? 0 : 1;
                votes += isVote ? 1 : 0;
                isUnderWay &= !isVote;
                return true;
            });
        }
        Assert.True(votes >= VotesMeanwhile, $"{votes} votes came while the rest was under way");
    }

    // Five classes and three answers, as much as may be queued: how many messages and answers come of it.
    private static int Load(QuicNode a, ConnectionId own, QuicNode b, ConnectionId other)
    {
        byte[] bulk = new byte[Bulk];
        for (int answer = 0; answer < Answers; answer++)
        {
            Assert.True(b.Transport.TryRequest(other, [1], out _));
        }
        for (int answer = 0; answer < Answers; answer++)
        {
            RequestId asked = a.Next(PeerEventKind.Request).Event.Request;
            Assert.True(a.Transport.TryRespond(own, asked, new byte[Limits.Network.MaxResponseBytes]));
        }
        foreach (MessageClass messageClass in s_others)
        {
            for (int message = 0; message < BulkOfClass; message++)
            {
                Assert.True(a.Transport.TrySend(own, messageClass, bulk));
            }
        }
        return Answers + (s_others.Length * BulkOfClass);
    }
}
