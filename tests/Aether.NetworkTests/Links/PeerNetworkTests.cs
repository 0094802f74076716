using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Links;

public sealed class PeerNetworkTests
{
    private const byte ProposalTag = 0;
    private const byte VoteTag = 1;
    private const byte BlockRequestTag = 5;
    private const byte BlockResponseTag = 6;

    [Fact]
    public void Broadcast_OfValidator_ReachesValidatorsUnjudgedAndOthersJudged()
    {
        using NetworkDesk desk = new(validators: 3, observers: 2);
        desk.Connect();
        desk.Judge = (node, _) => node == 3 ? ValidationOutcome.Accept : null;
        byte[] vote = Message(VoteTag, 100);
        desk.Nodes[0].Broadcast(TransportChannel.Consensus, vote);
        desk.Run(3_000);
        Assert.All([1, 2, 3], node => Assert.Equal(vote, Assert.Single(desk.Take(node)).Bytes.ToArray()));
        // Its own judge has it and says nothing. It is delivered where a validator's node brought it.
        Assert.InRange(desk.Take(4).Count, 0, 1);
    }

    [Fact]
    public void Judge_RejectedFromStranger_IsNotDeliveredAndCostsScore()
    {
        using NetworkDesk desk = new(validators: 1, observers: 2);
        desk.Connect();
        desk.Judge = (node, _) => node == 1 ? ValidationOutcome.Accept : ValidationOutcome.Reject;
        // Node 1 passes on what it holds for valid; the others do not.
        for (int count = 0; count < 40; count++)
        {
            desk.Nodes[1].Announce(Message(VoteTag, 50 + count));
        }
        desk.Until(() => desk.Nodes[0].Status.GossipRejected > 0);
        Assert.Empty(desk.Take(0));
        desk.Until(() => Score(desk.Nodes[0], 1) is null or < 0);
    }

    // A node that still joins judges nothing, however long that takes.
    [Fact]
    public void TryTake_WhenNobodyJudges_HoldsNoMoreBytesThanGossipMayLetWait()
    {
        using NetworkDesk desk = new(validators: 2, observers: 1);
        desk.Connect();
        desk.Idle = 1;
        const int Long = 60_000;
        for (int count = 0; count < 2 * Limits.Gossip.MaxPendingBytes / Long; count++)
        {
            desk.Nodes[0].Broadcast(TransportChannel.Consensus, Message(ProposalTag, Long + count));
            desk.Run(250);
        }
        desk.Run(3_000);
        long held = 0;
        while (desk.Nodes[1].TryTake(out GossipMessage message))
        {
            held += message.Bytes.Length;
        }
        Assert.InRange(held, Long, Limits.Gossip.MaxPendingBytes);
    }

    [Fact]
    public void Broadcast_Again_GoesToValidatorsAlone()
    {
        using NetworkDesk desk = new(validators: 2, observers: 1);
        desk.Connect();
        byte[] vote = Message(VoteTag, 100);
        desk.Nodes[0].Broadcast(TransportChannel.Consensus, vote);
        desk.Run(1_000);
        Assert.Single(desk.Take(1));
        Assert.Single(desk.Take(2));
        desk.Nodes[0].Broadcast(TransportChannel.Consensus, vote);
        desk.Run(1_000);
        Assert.Single(desk.Take(1));
        Assert.Empty(desk.Take(2));
    }

    [Theory]
    [InlineData(60_000, true)]
    [InlineData(70_000, false)]
    public void Broadcast_Proposal_IsGossipedUpToTheLimitOfHeaders(int bytes, bool reachesObserver)
    {
        using NetworkDesk desk = new(validators: 2, observers: 1);
        desk.Connect();
        byte[] proposal = Message(ProposalTag, bytes);
        desk.Nodes[0].Broadcast(TransportChannel.Consensus, proposal);
        desk.Run(2_000);
        Assert.Equal(proposal, Assert.Single(desk.Take(1)).Bytes.ToArray());
        Assert.Equal(reachesObserver ? 1 : 0, desk.Take(2).Count);
    }

    [Fact]
    public void Broadcast_OfObserver_IsNotSpread()
    {
        using NetworkDesk desk = new(validators: 2, observers: 1);
        desk.Connect();
        desk.Nodes[2].Broadcast(TransportChannel.Consensus, Message(VoteTag, 100));
        desk.Run(1_000);
        Assert.Empty(desk.Take(0));
        Assert.Empty(desk.Take(1));
    }

    [Fact]
    public void Send_OfStranger_MayAskAndAnswerOnly()
    {
        using NetworkDesk desk = new(validators: 1, observers: 1);
        desk.Connect();
        // With one connection every number stands for it.
        const ushort ToValidator = 1;
        const ushort ToObserver = 1;
        desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(VoteTag, 100));
        desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(BlockResponseTag, 100));
        desk.Run(100);
        Assert.Empty(desk.Take(0));
        desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(BlockRequestTag, 33));
        desk.Nodes[0].Send(ToObserver, TransportChannel.Consensus, Message(BlockRequestTag, 33));
        desk.Run(100);
        Assert.Single(desk.Take(0));
        desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(BlockResponseTag, 100));
        desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(BlockResponseTag, 100));
        desk.Run(1_000);
        Assert.Single(desk.Take(0));
        Assert.Equal(3, desk.Nodes[0].Status.Unwanted);
    }

    [Fact]
    public void Send_StrangerAsksTooMuch_IsServedUpToItsBudget()
    {
        using NetworkDesk desk = new(validators: 1, observers: 1);
        desk.Connect();
        const ushort ToValidator = 1;
        for (int count = 0; count < 2 * Limits.Links.BlockBurstOfStranger; count++)
        {
            desk.Nodes[1].Send(ToValidator, TransportChannel.Consensus, Message(BlockRequestTag, 33));
        }
        desk.Run(500);
        Assert.InRange(
            desk.Take(0).Count,
            Limits.Links.BlockBurstOfStranger,
            Limits.Links.BlockBurstOfStranger + Limits.Links.BlocksPerSecondOfStranger);
    }

    [Fact]
    public void Send_ToNumberWithoutConnection_ReachesSomeone()
    {
        using NetworkDesk desk = new(validators: 2, observers: 0);
        desk.Connect();
        for (ushort slot = 1; slot < desk.Nodes[0].PeerCount; slot++)
        {
            Assert.True(desk.Nodes[0].Send(slot, TransportChannel.Consensus, NetworkDesk.Request(slot)));
        }
        desk.Run(500);
        Assert.Equal(desk.Nodes[0].PeerCount - 1, desk.Take(1).Count);
    }

    [Fact]
    public void Send_BlocksRequestToStandIn_AnswerComesFromTheNumberAsked()
    {
        using NetworkDesk desk = new(validators: 2, observers: 0);
        desk.Connect();
        const ushort Asked = 77;
        desk.Nodes[0].Send(Asked, TransportChannel.Consensus, new byte[] { 10, 1, 0, 0, 0, 0, 0, 0, 0, 3 });
        desk.Run(100);
        ushort asker = Assert.Single(desk.Take(1)).Peer;
        desk.Nodes[1].Send(asker, TransportChannel.Consensus, Message(BlockResponseTag, 100));
        desk.Run(100);
        Assert.Equal(Asked, Assert.Single(desk.Take(0)).Peer);
    }

    [Fact]
    public void Report_TooOften_BansThePeerAndKeepsTheBan()
    {
        using NetworkDesk desk = new(validators: 2, observers: 1);
        desk.Connect();
        ushort number = desk.NumberOf(0, 2);
        for (int count = 0; count < Limits.Network.OffenceBurst; count++)
        {
            desk.Nodes[0].Report(number);
        }
        desk.Run(1_000);
        Assert.DoesNotContain(desk.Nodes[0].Status.Peers, peer => peer.Ban != BanReason.None);
        for (int count = 0; count < 3; count++)
        {
            desk.Nodes[0].Report(number);
        }
        desk.Until(() => desk.Bans.ContainsKey(0));
        (BanEntry ban, long leftMs) = Assert.Single(desk.Bans[0]);
        Assert.Equal((PeerKeys.Id(2), BanReason.BadMessage), (ban.Peer, ban.Reason));
        Assert.InRange(leftMs, BanList.FirstMs - 2_000, BanList.FirstMs);
        PeerStatus peer = Assert.Single(desk.Nodes[0].Status.Peers, peer => peer.Peer == PeerKeys.Id(2));
        Assert.False(peer.IsConnected);
        Assert.Equal(BanReason.BadMessage, peer.Ban);
        desk.Nodes[0].TryUnban(PeerKeys.Id(2));
        desk.Until(() => desk.Bans[0].Count == 0);
    }

    [Fact]
    public void Transaction_ReachesEverybodyAndIsPassedOnWhenAccepted()
    {
        using NetworkDesk desk = new(validators: 3, observers: 2);
        desk.Connect();
        byte[] transaction = Message(200, 300);
        desk.Nodes[4].Broadcast(TransportChannel.Transactions, transaction);
        HashSet<int> have = [4];
        desk.Until(() =>
        {
            for (int node = 0; node < desk.Nodes.Count; node++)
            {
                foreach (TransportMessage message in desk.Take(node, TransportChannel.Transactions))
                {
                    Assert.Equal(transaction, message.Bytes.ToArray());
                    Assert.NotEqual(0UL, message.Handle);
                    desk.Nodes[node].Judge(message.Handle, ValidationOutcome.Accept);
                    Assert.True(have.Add(node));
                }
            }
            return have.Count == desk.Nodes.Count;
        });
    }

    [Fact]
    public void SaveAnchors_AfterSomeSeconds_NamesKeptPeers()
    {
        using NetworkDesk desk = new(validators: 2, observers: 0);
        desk.Connect();
        desk.Until(() => desk.Anchors.Count >= 2);
        Assert.All(desk.Anchors, bytes => Assert.Single(AnchorList.Open(bytes, PeerKeys.Genesis)));
    }

    [Fact]
    public void SetValidators_WhoLeft_IsAStranger()
    {
        using NetworkDesk desk = new(validators: 2, observers: 0);
        desk.Connect();
        desk.Nodes[0].SetValidators([(PeerKeys.Validator(100), 1_000)]);
        desk.Until(() => desk.Nodes[0].Status is { Connected: 1, Validators: 0 });
        ushort number = desk.NumberOf(1, 0);
        desk.Take(0);
        desk.Nodes[1].Send(number, TransportChannel.Consensus, Message(VoteTag, 100));
        desk.Run(200);
        Assert.Empty(desk.Take(0));
    }

    private static int? Score(PeerNetwork node, int peer) =>
        node.Status.Peers.FirstOrDefault(status => status.Peer == PeerKeys.Id(peer) && status.IsConnected)?.Score;

    private static byte[] Message(byte tag, int length)
    {
        byte[] message = new byte[length];
        for (int index = 1; index < length; index++)
        {
            message[index] = (byte)(index * 7);
        }
        message[0] = tag;
        return message;
    }
}
