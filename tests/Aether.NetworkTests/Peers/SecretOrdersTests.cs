using Aether.Core.Codec;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class SecretOrdersTests
{
    [Fact]
    public void First_OfManyOrders_IsEveryNetworkAlike()
    {
        SecretOrders orders = new(new PeerRandom(5), 4_000);
        int[] counts = new int[20];
        for (int order = 0; order < orders.Count; order++)
        {
            counts[FirstOf(orders, order, 20)]++;
        }
        // 200 are expected of each; five standard deviations are 69.
        Assert.All(counts, count => Assert.InRange(count, 131, 269));
    }

    [Fact]
    public void Rank_ManyPeersOfANetwork_ComeNoSooner()
    {
        SecretOrders orders = new(new PeerRandom(6), 8);
        for (int order = 0; order < orders.Count; order++)
        {
            HashSet<ulong> networks = [];
            HashSet<ulong> peers = [];
            for (int host = 1; host < 100; host++)
            {
                (ulong network, ulong peer) = orders.RankOf(order, PeerKeys.InGroup(7, host), PeerKeys.Id(host));
                networks.Add(network);
                peers.Add(peer);
            }
            Assert.Single(networks);
            Assert.Equal(99, peers.Count);
        }
    }

    [Fact]
    public void Rank_PrivateAddresses_StandForThemselves()
    {
        SecretOrders orders = new(new PeerRandom(6), 1);
        PeerAddress address = PeerKeys.At("10.0.0.1:4000");
        Assert.NotEqual(
            orders.RankOf(0, address, PeerKeys.Id(1)).Network, orders.RankOf(0, address, PeerKeys.Id(2)).Network);
    }

    [Fact]
    public void Renew_ChangesOneOrder()
    {
        SecretOrders orders = new(new PeerRandom(7), 8);
        ulong[] before = Ranks(orders);
        orders.Renew();
        Assert.Equal(1, before.Zip(Ranks(orders)).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Places_BetterPeersLearntLater_TakeThem()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 8);
        List<PeerId> closed = [];
        Settle(desk, 60, closed);
        Assert.Equal(8, desk.Count(PeerSlot.Outbound));
        Learn(desk, 20, 100);
        Settle(desk, 100, closed);
        PeerStatus[] peers = [.. desk.Manager.Describe(desk.NowMs).Where(peer => peer.Slot == PeerSlot.Outbound)];
        Assert.Equal(8, peers.Length);
        Assert.InRange(peers.Count(peer => IndexOf(peer.Address!.Value) >= 20), 4, 8);
        Assert.InRange(closed.Count, 4, 30);
        Assert.Equal(closed.Count, closed.Distinct().Count());
    }

    private static void Learn(PeerDesk desk, int first, int count)
    {
        foreach (int index in Enumerable.Range(first, count))
        {
            // Reached once, as discovery reaches them.
            desk.Do(new PeerInput.Learned(PeerKeys.Record(index)));
            PeerEffect.Dial dial = desk.Do(new PeerInput.Visit(PeerKeys.Address(index), PeerKeys.Id(index)))
                .OfType<PeerEffect.Dial>().Single();
            desk.Do(new PeerInput.EndVisit(desk.Answer(dial, index)));
        }
    }

    private static void Settle(PeerDesk desk, int seconds, List<PeerId> closed)
    {
        for (int round = 0; round < seconds; round++)
        {
            foreach (PeerEffect effect in desk.Tick(1_000).ToArray())
            {
                if (effect is PeerEffect.Dial dial)
                {
                    PeerId[] before = Outbound(desk);
                    desk.Answer(dial, IndexOf(dial.Address));
                    closed.AddRange(before.Except(Outbound(desk)));
                }
                else if (effect is PeerEffect.Send send)
                {
                    // Who is asked whether it is there says something.
                    byte[] pong = Ace.Encode(new ControlMessage(ControlKind.Pong, null, 1, 5));
                    desk.Do(new PeerInput.Control(send.Connection, pong));
                }
            }
        }
    }

    private static PeerId[] Outbound(PeerDesk desk) =>
        [.. desk.Manager.Describe(desk.NowMs).Where(peer => peer.Slot == PeerSlot.Outbound).Select(peer => peer.Peer)];

    private static int FirstOf(SecretOrders orders, int order, int count) => Enumerable.Range(0, count)
        .MinBy(index => orders.RankOf(order, PeerKeys.Address(index), PeerKeys.Name(index)));

    private static ulong[] Ranks(SecretOrders orders) =>
        [.. Enumerable.Range(0, orders.Count).Select(
            order => orders.RankOf(order, PeerKeys.Address(1), PeerKeys.Name(1)).Network)];

    private static int IndexOf(PeerAddress address) =>
        Enumerable.Range(0, 200).First(index => PeerKeys.Address(index) == address);
}
