using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Network.Transport;
using Aether.Pipeline.Propagation;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NetworkTests.Blocks;

public sealed class BlockPropagationTests
{
    private const int Nodes = 7;
    private const int PayloadBytes = 300_000;

    private static readonly SimulatedLink s_good = new(LatencyUs: 1_000, JitterUs: 500);

    [Fact]
    public void Broadcast_LongProposal_ReachesEveryoneWholeAsFromItsLeaderWithoutRepair()
    {
        using PropagationWorld world = new(Nodes, 1, s_good);
        for (ulong view = 1; view <= 5; view++)
        {
            world.Enter(view - 1, view);
            byte[] message = world.Propose(view, PayloadBytes);
            world.Run(60);
            Assert.Equal(Nodes - 1, world.CountTaken(message, world.Chain.LeaderOf(view)));
        }
        Assert.Equal(5 * (Nodes - 1), world.Sum(counters => counters.BlocksUnrepaired));
        Assert.Equal(0, world.Sum(counters => counters.RepairsAsked + counters.WholesAsked + counters.ShredsBad));
        Assert.Equal(5, world.Sum(counters => counters.BlocksSent));
        Assert.Equal(world.Sum(counters => counters.ShredsSent), world.Sum(counters => counters.ShredsRelayed));
    }

    [Fact]
    public void Broadcast_ShortProposal_TravelsWhole()
    {
        using PropagationWorld world = new(4, 1, s_good);
        world.Enter(0, 1);
        byte[] message = world.Propose(1, Limits.Shred.MinPayloadBytes - 1);
        world.Run(20);
        Assert.Equal(3, world.CountTaken(message, world.Chain.LeaderOf(1)));
        Assert.Equal(0, world.Sum(counters => counters.ShredsTaken + counters.Heads));
    }

    [Fact]
    public void Broadcast_TheSameAgain_IsItsHeadAlone()
    {
        using PropagationWorld world = new(4, 1, s_good);
        world.Enter(0, 1);
        byte[] message = world.Propose(1, PayloadBytes);
        world.Run(40);
        long sent = world.Sum(counters => counters.ShredsSent);
        int leader = world.Chain.LeaderOf(1);
        long bytes = world.Links[leader].ReadCounters(TransportChannel.Consensus).SentBytes;
        world.Transports[leader].Broadcast(TransportChannel.Consensus, message);
        world.Run(40);
        Assert.Equal(sent, world.Sum(counters => counters.ShredsSent));
        Assert.True(world.Links[leader].ReadCounters(TransportChannel.Consensus).SentBytes - bytes < 3 * 4_096);
        Assert.All(world.Taken, taken => Assert.True(taken.Count <= 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Broadcast_LossReorderingAndDoubles_IsRepaired(ulong seed)
    {
        SimulatedLink bad = new(5_000, 5_000, LossPpm: 300_000, DuplicatePpm: 50_000, ReorderPpm: 200_000);
        using PropagationWorld world = new(Nodes, seed, bad);
        for (ulong view = 1; view <= 3; view++)
        {
            world.Enter(view - 1, view);
            byte[] message = world.Propose(view, PayloadBytes);
            world.Run(1_500);
            Assert.Equal(Nodes - 1, world.CountTaken(message, world.Chain.LeaderOf(view)));
        }
        Assert.True(world.Sum(counters => counters.RepairsTaken) > 0);
        Assert.Equal(0, world.Sum(counters => counters.BlocksWhole + counters.ShredsBad));
    }

    [Fact]
    public void Broadcast_ThirdOfTheRelaysSilent_ReachesEveryone()
    {
        using PropagationWorld world = new(Nodes, 4, s_good);
        int[] silent = [.. Enumerable.Range(0, Nodes).Where(node => node != world.Chain.LeaderOf(1)).Take(2)];
        foreach (int node in silent)
        {
            world.Bent[node].IsSilent = true;
        }
        ulong view = 0;
        for (int block = 0; block < 5; block++)
        {
            view = Enumerable.Range((int)view + 1, 100).Select(next => (ulong)next)
                .First(next => !silent.Contains(world.Chain.LeaderOf(next)));
            world.Enter(view - 1, view);
            byte[] message = world.Propose(view, PayloadBytes);
            world.Run(500);
            Assert.Equal(Nodes - 1, world.CountTaken(message, world.Chain.LeaderOf(view)));
        }
        Assert.Equal(0, world.Sum(counters => counters.BlocksWhole));
    }

    // Shard, proof, signature, number of the set; and the view, by which a shred is one of a block that nobody knows.
    [Theory]
    [InlineData(500, true, true)]
    [InlineData(130, true, true)]
    [InlineData(60, true, false)]
    [InlineData(15, true, false)]
    [InlineData(5, false, false)]
    public void Broadcast_LyingRelay_ReachesEveryoneAndALiarIsCutOff(int place, bool isSeen, bool isCut)
    {
        using PropagationWorld world = new(Nodes, 5, s_good);
        int liar = (world.Chain.LeaderOf(1) + 1) % Nodes;
        world.Bent[liar].LiesAt = place;
        world.Enter(0, 1);
        byte[] message = world.Propose(1, PayloadBytes);
        world.Run(500);
        Assert.Equal(Nodes - 1, world.CountTaken(message, world.Chain.LeaderOf(1)));
        Assert.Equal(isSeen, world.Sum(counters => counters.ShredsBad) > 0);
        Assert.Equal(isCut, world.Links.Sum(links => links.ReadLinkCounters().Cut) > 0);
    }

    [Fact]
    public void OnShred_LeaderSignsTwoPayloads_EveryoneSeesItAndNobodyIsGivenAWrongOne()
    {
        using PropagationWorld world = new(Nodes, 6, s_good);
        world.Enter(0, 1);
        int leader = world.Chain.LeaderOf(1);
        Proposal first = world.Chain.Propose(1, world.Chain.Payload(PayloadBytes));
        Proposal second = world.Chain.Propose(1, world.Chain.Payload(PayloadBytes));
        foreach ((Proposal proposal, int parity) in ((Proposal, int)[])[(first, 0), (second, 1)])
        {
            (ProposalHead head, EncodedBlock shreds) = world.Chain.Cut(proposal);
            for (int node = 0; node < Nodes; node++)
            {
                if (node != leader && node % 2 == parity)
                {
                    world.Links[leader].Send((ushort)node, TransportChannel.Consensus, head.Encode());
                }
            }
            SendEverything(world, leader, shreds);
        }
        world.Run(1_000);
        Assert.Equal(Nodes - 1, world.Sum(counters => counters.FaultyLeaders));
        byte[][] honest = [PropagationChain.Encode(first), PropagationChain.Encode(second)];
        Assert.All(world.Taken.SelectMany(taken => taken).Where(message => message.Bytes.Span[0] == 0), message =>
            Assert.Contains(honest, one => message.Bytes.Span.SequenceEqual(one)));
        Assert.True(world.CountTaken(honest[0], leader) > 0 && world.CountTaken(honest[1], leader) > 0);
    }

    [Fact]
    public void Tick_HeadWithoutShreds_IsAskedForWholeOfItsLeader()
    {
        using PropagationWorld world = new(4, 7, s_good);
        world.Enter(0, 1);
        int leader = world.Chain.LeaderOf(1);
        Proposal proposal = world.Chain.Propose(1, world.Chain.Payload(PayloadBytes));
        world.Archive = (node, hash) => node == leader && hash == proposal.Hash ? proposal : null;
        byte[] head = world.Chain.Cut(proposal).Head.Encode();
        world.Links[leader].Broadcast(TransportChannel.Consensus, head);
        world.Run((int)Limits.Shred.WholeStallMs + 200);
        byte[] answer = Ace.Encode(ConsensusMessage.OfBlockResponse(proposal));
        Assert.Equal(3, world.CountTaken(answer, leader));
        Assert.Equal(3, world.Sum(counters => counters.BlocksWhole));
        Assert.Equal(3, world.Sum(counters => counters.WholesAsked));
        world.Run(3_000);
        Assert.Equal(3, world.Sum(counters => counters.WholesAsked));
    }

    [Fact]
    public void OnHead_OfNoLeader_IsReportedAndNothingIsKept()
    {
        using PropagationWorld world = new(4, 8, s_good);
        world.Enter(0, 1);
        int other = (world.Chain.LeaderOf(1) + 1) % 4;
        Proposal proposal = world.Chain.Propose(1, other, world.Chain.Payload(PayloadBytes));
        (ProposalHead head, EncodedBlock shreds) = world.Chain.Cut(proposal);
        world.Links[other].Broadcast(TransportChannel.Consensus, head.Encode());
        SendEverything(world, other, shreds);
        world.Run(200);
        Assert.Equal(0, world.Sum(counters => counters.Heads + counters.ShredsTaken));
        Assert.All(world.Taken, Assert.Empty);
        Assert.Equal(3, world.Links.Sum(links => links.ReadLinkCounters().Offences));
    }

    // To everyone at once: whatever relays do, all of it arrives.
    private static void SendEverything(PropagationWorld world, int leader, EncodedBlock shreds)
    {
        ushort[] others = [.. Enumerable.Range(0, world.Links.Count).Where(node => node != leader)
            .Select(node => (ushort)node)];
        for (int set = 0; set < shreds.SetCount; set++)
        {
            for (int shard = 0; shard < 64; shard++)
            {
                world.Links[leader].TrySend(others, shreds.Shred(set, shard));
            }
        }
    }
}
