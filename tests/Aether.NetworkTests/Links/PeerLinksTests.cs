using System.Net;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.NetworkTests.Transport.Quic;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NetworkTests.Links;

public sealed class PeerLinksTests
{
    private const int RoundUs = 10_000;

    [Fact]
    public void Send_BothWays_ArrivesOnItsChannelWithItsSender()
    {
        Net net = new(3);
        net.Run(50);
        Assert.All(net.Links, links => Assert.Equal(2, links.Connected));
        Assert.True(net.Links[0].Send(2, TransportChannel.Consensus, new byte[] { 1, 7 }));
        Assert.True(net.Links[2].Send(0, TransportChannel.Transactions, new byte[] { 9 }));
        net.Run(10);
        Assert.Equal((0, "01-07"), net.Take(2, TransportChannel.Consensus));
        Assert.Equal((2, "09"), net.Take(0, TransportChannel.Transactions));
        Assert.Null(net.Take(1, TransportChannel.Consensus));
        TransportCounters counters = net.Links[0].ReadCounters(TransportChannel.Consensus);
        Assert.Equal((1L, 2L, 0L), (counters.Sent, counters.SentBytes, counters.Refused));
    }

    [Fact]
    public void Broadcast_ReachesAllOthers()
    {
        Net net = new(4);
        net.Run(50);
        Assert.Equal(3, net.Links[1].Broadcast(TransportChannel.Consensus, new byte[] { 0, 1, 2 }));
        net.Run(10);
        foreach (int node in (int[])[0, 2, 3])
        {
            Assert.Equal((1, "00-01-02"), net.Take(node, TransportChannel.Consensus));
        }
    }

    [Fact]
    public void TrySend_Datagrams_ArriveWithTheirSenderAndCostNoConsensusBudget()
    {
        Net net = new(3);
        net.Run(50);
        byte[] buffer = new byte[Limits.Network.MaxDatagramBytes];
        int taken = 0;
        for (int round = 0; round < 60; round++)
        {
            for (int sent = 0; sent < 150; sent++)
            {
                Assert.True(net.Links[1].TrySend([0, 2], [0x10, 4]));
            }
            net.Run(3);
            while (net.Links[2].TryReceiveDatagram(buffer, out ushort peer, out int bytes))
            {
                Assert.Equal((1, 2, 4), (peer, bytes, buffer[1]));
                taken++;
            }
        }
        Assert.Equal(60 * 150, taken);
        Assert.All(net.Links, links => Assert.Equal(default, links.ReadLinkCounters()));
        Assert.Equal(new DatagramCounters(2 * 60 * 150, 0, 0, 0), net.Links[1].ReadDatagramCounters());
    }

    [Fact]
    public void Step_TooManyDatagrams_AreDroppedAndVotesGoOn()
    {
        Net net = new(2);
        SimulatedPeer peer = net.Become0();
        Assert.True(peer.TryDial(Net.AddressOf(1), Net.IdOf(1), out ConnectionId connection));
        net.Run(20);
        for (int sent = 0; sent < 2 * Limits.Network.DatagramBurst; sent++)
        {
            Assert.True(peer.TrySendDatagram(connection, [1]));
            if (sent % 2_000 == 0)
            {
                net.Run(1);
                for (int step = 0; step < 10; step++)
                {
                    net.Links[0].Step(net.Network.NowUs / 1_000);
                }
            }
        }
        peer.TrySend(connection, MessageClass.Votes, [7]);
        net.Run(100);
        Assert.Equal((0, "07"), net.Take(0, TransportChannel.Consensus));
        Assert.True(net.Links[0].ReadDatagramCounters().Dropped > Limits.Network.DatagramBurst / 2);
        Assert.Equal(0, net.Links[0].ReadLinkCounters().Cut);
    }

    [Fact]
    public void Send_PeerNotThere_IsCountedAndNothingWaits()
    {
        Net net = new(2);
        net.Network.Crash(1);
        net.Run(5);
        Assert.True(net.Links[0].Send(1, TransportChannel.Consensus, new byte[] { 1 }));
        net.Run(5);
        TransportCounters counters = net.Links[0].ReadCounters(TransportChannel.Consensus);
        Assert.Equal((0L, 1L), (counters.Sent, counters.Refused));
    }

    [Fact]
    public void Step_PeerRestarted_IsConnectedAgain()
    {
        Net net = new(2);
        net.Run(50);
        net.Network.Crash(1);
        net.Restart(1);
        net.Run(5_000);
        Assert.Equal(1, net.Links[0].Connected);
        net.Links[1].Send(0, TransportChannel.Consensus, new byte[] { 4 });
        net.Links[0].Send(1, TransportChannel.Consensus, new byte[] { 5 });
        net.Run(50);
        Assert.Equal((1, "04"), net.Take(0, TransportChannel.Consensus));
        Assert.Equal((0, "05"), net.Take(1, TransportChannel.Consensus));
    }

    [Fact]
    public void Step_Stranger_IsClosedAndNotHeard()
    {
        Net net = new(2);
        SimulatedPeer stranger = net.Network.Add(Net.IdOf(77), Net.AddressOf(77));
        net.Run(50);
        Assert.True(stranger.TryDial(Net.AddressOf(0), null, out ConnectionId connection));
        net.Run(20);
        stranger.TrySend(connection, MessageClass.Votes, [1, 2, 3]);
        net.Run(20);
        Assert.Null(net.Take(0, TransportChannel.Consensus));
        List<PeerEvent> seen = [];
        while (stranger.TryReceive(out PeerEvent happened))
        {
            seen.Add(happened);
        }
        PeerEvent closed = Assert.Single(seen, happened => happened.Kind == PeerEventKind.Closed);
        Assert.Equal(CloseCode.TooManyPeers, closed.Close);
    }

    [Fact]
    public void Step_FloodOfVotes_CutsThePeerAndRefusesItForAGrowingTime()
    {
        Net net = new(2);
        SimulatedPeer attacker = net.Become0();
        Assert.Equal(CloseCode.OverBudget, net.Flood(attacker, Limits.Network.ConsensusMessageBurst * 2));
        Assert.Null(net.Take(0, TransportChannel.Consensus));
        Assert.Equal(CloseCode.Banned, net.DialAndWait(attacker));
        net.Run(Limits.Network.FirstRefusalMs / 10);
        Assert.Equal(CloseCode.OverBudget, net.Flood(attacker, Limits.Network.ConsensusMessageBurst * 2));
        net.Run(Limits.Network.FirstRefusalMs / 10);
        Assert.Equal(CloseCode.Banned, net.DialAndWait(attacker));
        net.Run(Limits.Network.FirstRefusalMs / 10);
        Assert.Null(net.DialAndWait(attacker));
        PeerLinksCounters counters = net.Links[0].ReadLinkCounters();
        Assert.Equal((2L, 2L), (counters.Cut, counters.Refused));
    }

    [Fact]
    public void Step_AsManyVotesAsAllowed_AreAllTaken()
    {
        Net net = new(2);
        SimulatedPeer peer = net.Become0();
        Assert.True(peer.TryDial(Net.AddressOf(1), Net.IdOf(1), out ConnectionId connection));
        net.Run(20);
        int taken = 0;
        for (int second = 0; second < 3; second++)
        {
            for (int sent = 0; sent < Limits.Network.ConsensusMessagesPerSecond; sent++)
            {
                Assert.True(peer.TrySend(connection, MessageClass.Votes, [1, 2]));
            }
            net.Run(100);
            while (net.Take(0, TransportChannel.Consensus) is not null)
            {
                taken++;
            }
        }
        Assert.Equal(3 * Limits.Network.ConsensusMessagesPerSecond, taken);
        Assert.Equal(default, net.Links[0].ReadLinkCounters());
    }

    [Fact]
    public void Step_TooManyTransactions_AreDroppedAndVotesGoOn()
    {
        Net net = new(2);
        SimulatedPeer peer = net.Become0();
        Assert.True(peer.TryDial(Net.AddressOf(1), Net.IdOf(1), out ConnectionId connection));
        net.Run(20);
        for (int sent = 0; sent < 3 * Limits.Network.TransactionBurst; sent++)
        {
            peer.TrySend(connection, MessageClass.Transactions, [1]);
            if (sent % 250 == 0)
            {
                net.Run(1);
            }
        }
        peer.TrySend(connection, MessageClass.Votes, [7]);
        net.Run(20);
        Assert.Equal((0, "07"), net.Take(0, TransportChannel.Consensus));
        PeerLinksCounters counters = net.Links[0].ReadLinkCounters();
        Assert.True(counters.Dropped > 1_000);
        Assert.Equal(0, counters.Cut);
    }

    [Fact]
    public void Step_PeerThatTheTransportEndsForAFault_IsCutAndRefused()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        PeerAddress[] addresses =
        [
            new(peer.Id, new IPEndPoint(IPAddress.Loopback, 9)),
            new(node.Transport.Local, node.Transport.LocalAddress),
        ];
        using PeerLinks links = new(node.Transport, 1, addresses, TimeProvider.System);
        for (int time = 0; time < 2; time++)
        {
            peer.Dial(node.Transport.LocalAddress);
            peer.Until(() => links.Step(0) >= 0 && (peer.IsClosed || (time == 0 && peer.IsConnected)));
            if (!peer.IsClosed)
            {
                peer.Send(peer.Open(bidirectional: false), [200]);
                peer.Until(() => links.Step(0) >= 0 && peer.IsClosed);
                Assert.Equal((ulong)CloseCode.BadMessage, peer.Code);
                peer.Until(() => links.Step(0) >= 0 && links.ReadLinkCounters().Cut == 1);
            }
        }
        Assert.Equal((ulong)CloseCode.Banned, peer.Code);
        Assert.Equal((1L, 1L), (links.ReadLinkCounters().Cut, links.ReadLinkCounters().Refused));
    }

    [Fact]
    public void Status_OverQuic_HasTheRoundTripOfWhoIsConnected()
    {
        using QuicNode a = new(1);
        using QuicNode b = new(2);
        PeerAddress[] addresses =
        [
            new(a.Transport.Local, a.Transport.LocalAddress),
            new(b.Transport.Local, b.Transport.LocalAddress),
        ];
        using PeerLinks dials = new(a.Transport, 0, addresses, TimeProvider.System);
        using PeerLinks waits = new(b.Transport, 1, addresses, TimeProvider.System);
        long nowMs = 0;
        bool Both(Func<PeerLinkStatus, bool> holds)
        {
            dials.Step(nowMs);
            waits.Step(nowMs++);
            return holds(Assert.Single(dials.Status)) && holds(Assert.Single(waits.Status));
        }

        a.Until(() => Both(link => link is { IsConnected: true, RttUs: > 0 }));
        PeerLinkStatus here = dials.Status[0];
        PeerLinkStatus there = waits.Status[0];
        Assert.Equal((addresses[1].Id, addresses[1].Address, false), (here.Peer, here.Address, here.Inbound));
        Assert.Equal((addresses[0].Id, true), (there.Peer, there.Inbound));
    }

    [Fact]
    public void Status_InMemory_HasNoRoundTrips()
    {
        Net net = new(3);
        net.Run(100);
        Assert.All(net.Links, links => Assert.Equal(2, links.Status.Count));
        Assert.All(net.Links, links => Assert.All(links.Status, link => Assert.True(link.IsConnected)));
        Assert.All(net.Links, links => Assert.All(links.Status, link => Assert.Null(link.RttUs)));
    }

    [Fact]
    public void Report_ManyOffences_CutsThePeer_AFewDoNot()
    {
        Net net = new(2);
        net.Run(50);
        for (int offence = 0; offence < Limits.Network.OffenceBurst; offence++)
        {
            net.Links[0].Report(1);
        }
        net.Run(1);
        Assert.Equal((1, 0L), (net.Links[0].Connected, net.Links[0].ReadLinkCounters().Cut));
        for (int offence = 0; offence < Limits.Network.OffenceBurst; offence++)
        {
            net.Links[0].Report(1);
        }
        net.Run(20);
        Assert.Equal((0, 1L), (net.Links[0].Connected, net.Links[0].ReadLinkCounters().Cut));
        net.Run(500);
        Assert.Equal(1, net.Links[0].Connected);
    }

    private sealed class Net
    {
        private readonly PeerAddress[] _addresses;

        public Net(int nodes)
        {
            Network = new SimulatedPeers(seed: 3, (_, _) => new SimulatedLink(LatencyUs: 1_000));
            _addresses = [.. Enumerable.Range(0, nodes).Select(node => new PeerAddress(IdOf(node), AddressOf(node)))];
            Links = [.. _addresses.Select((peer, node) =>
                new PeerLinks(Network.Add(peer.Id, peer.Address), (ushort)node, _addresses, TimeProvider.System))];
        }

        public SimulatedPeers Network { get; }

        public PeerLinks[] Links { get; private set; }

        public static PeerId IdOf(int node) => new(new PublicKey(new Hash256([.. new byte[31], (byte)node])));

        public static IPEndPoint AddressOf(int node) => new(IPAddress.Parse($"10.0.{node}.1"), 7600);

        public void Restart(int node) =>
            Links[node] = new PeerLinks(Network.Restart(node), (ushort)node, _addresses, TimeProvider.System);

        // The identity of node 0 without its manners; node 1 is the first and only link then, and never dials.
        public SimulatedPeer Become0()
        {
            Network.Crash(0);
            SimulatedPeer peer = Network.Restart(0);
            Links = [Links[1]];
            return peer;
        }

        // How a connection on which too much is sent ends.
        public CloseCode? Flood(SimulatedPeer attacker, int messages)
        {
            Assert.True(attacker.TryDial(AddressOf(1), IdOf(1), out ConnectionId connection));
            Run(20);
            for (int sent = 0; sent < messages; sent++)
            {
                attacker.TrySend(connection, MessageClass.Votes, [1, 2, 3]);
                if (sent % 1_000 == 0)
                {
                    Run(1);
                }
            }
            Run(20);
            return EndOf(attacker);
        }

        public CloseCode? DialAndWait(SimulatedPeer attacker)
        {
            Assert.True(attacker.TryDial(AddressOf(1), IdOf(1), out _));
            Run(20);
            return EndOf(attacker);
        }

        private static CloseCode? EndOf(SimulatedPeer peer)
        {
            CloseCode? end = null;
            while (peer.TryReceive(out PeerEvent happened))
            {
                end = happened.Kind == PeerEventKind.Closed ? happened.Close : end;
            }
            return end;
        }

        // Every node looks around each ten milliseconds of virtual time.
        public void Run(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                long until = Network.NowUs + RoundUs;
                Network.WakeAt(0, until);
                while (Network.TryAdvance(until, out _))
                {
                }
                foreach (PeerLinks links in Links)
                {
                    links.Step(Network.NowUs / 1_000);
                }
            }
        }

        public (int Peer, string Bytes)? Take(int node, TransportChannel channel) =>
            Links[node].TryReceive(channel, out TransportMessage message)
                ? (message.Peer, BitConverter.ToString(message.Bytes.ToArray()))
                : null;
    }
}
