using System.Net;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
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

        public PeerLinks[] Links { get; }

        public static PeerId IdOf(int node) => new(new PublicKey(new Hash256([.. new byte[31], (byte)node])));

        public static IPEndPoint AddressOf(int node) => new(IPAddress.Parse($"10.0.{node}.1"), 7600);

        public void Restart(int node) =>
            Links[node] = new PeerLinks(Network.Restart(node), (ushort)node, _addresses, TimeProvider.System);

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
