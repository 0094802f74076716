using System.Buffers.Binary;
using System.Net;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NetworkTests.Simulation;

public sealed class SimulatedPeersTests
{
    private static readonly SimulatedLink s_plain = new(10_000);

    [Fact]
    public void TryDial_KnownAddress_ConnectsBothEnds()
    {
        SimulatedPeers network = Create(2, s_plain);
        Assert.True(network[0].TryDial(network[1].LocalAddress, network[1].Local, out ConnectionId id));

        List<(int Node, PeerEvent Event)> events = Run(network, 1_000_000);

        Assert.Equal(2, events.Count);
        Assert.Equal(
            (0, PeerEventKind.Connected, id), (events[0].Node, events[0].Event.Kind, events[0].Event.Connection));
        Assert.Equal(network[1].Local, events[0].Event.Peer);
        Assert.False(events[0].Event.Inbound);
        Assert.True(events[1].Event.Inbound);
        Assert.Equal(network[0].LocalAddress, events[1].Event.Address);
    }

    [Theory]
    [InlineData(0, CloseCode.Unreachable)]
    [InlineData(1, CloseCode.WrongIdentity)]
    [InlineData(2, CloseCode.TooManyPeers)]
    [InlineData(3, CloseCode.Unreachable)]
    public void TryDial_ThatMustFail_ClosesWithItsReason(int way, CloseCode reason)
    {
        SimulatedPeers network = Create(2, s_plain, new SimulatedPeersSettings { MaxConnections = way == 2 ? 1 : 9 });
        IPEndPoint address = way == 0 ? new IPEndPoint(IPAddress.Loopback, 1) : network[1].LocalAddress;
        if (way == 2)
        {
            Assert.True(network[1].TryDial(new IPEndPoint(IPAddress.Loopback, 1), null, out _));
            network.Add(Id(7), new IPEndPoint(IPAddress.Loopback, 77));
            Assert.True(network[2].TryDial(network[1].LocalAddress, null, out _));
            Run(network, 100_000);
        }
        if (way == 3)
        {
            network.Cut(1, 0);
        }

        Assert.True(network[0].TryDial(address, way == 1 ? Id(9) : null, out ConnectionId id));
        PeerEvent last = Run(network, 10_000_000).Last(at => at.Node == 0).Event;

        Assert.Equal((PeerEventKind.Closed, id, reason), (last.Kind, last.Connection, last.Close));
        Assert.Equal(0, network[0].ConnectionCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Streams_UnderLossJitterAndCuts_KeepOrderAndLoseNothing(int bytesPerUs)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            SimulatedPeersSettings settings = new() { BytesPerUs = bytesPerUs };
            SimulatedPeers network = Create(2, new SimulatedLink(5_000, 20_000, 100_000), settings, seed);
            ConnectionId id = Connect(network);
            int sent = 0;
            List<int>[] got = [[], [], [], [], [], []];
            for (int burst = 0; burst < 20; burst++)
            {
                if (burst % 4 == 1)
                {
                    network.Partition([0, 1]);
                }
                if (burst % 4 == 3)
                {
                    network.Heal();
                }
                for (int count = 0; count < 25; count++, sent++)
                {
                    byte[] message = new byte[4 + (sent * 31 % 5_000)];
                    BinaryPrimitives.WriteInt32LittleEndian(message, sent);
                    Assert.True(network[0].TrySend(id, (MessageClass)(sent % 6), message));
                }
                Collect(network, network.NowUs + 7_000, got);
            }
            Collect(network, network.NowUs + 5_000_000, got);

            Assert.Equal(sent, got.Sum(list => list.Count));
            Assert.All(got, list => Assert.Equal(list.Order(), list));
        }
    }

    [Fact]
    public void TryReceive_Next_SpoilsWhatWasLent()
    {
        SimulatedPeers network = Create(2, s_plain);
        ConnectionId id = Connect(network);
        network[0].TrySend(id, MessageClass.Votes, [1, 2, 3]);
        Assert.True(network.TryAdvance(network.NowUs + 1_000_000, out SimulatedPeer? node));
        Assert.True(node.TryReceive(out PeerEvent what));
        Assert.Equal([1, 2, 3], what.Bytes.ToArray());

        node.TryReceive(out _);

        Assert.Equal([0xDD, 0xDD, 0xDD], what.Bytes.ToArray());
    }

    [Fact]
    public void TrySend_ToOneThatDoesNotRead_IsRefusedAtTheLimits()
    {
        SimulatedPeersSettings settings = new() { MaxQueuedMessages = 8, MaxQueuedBytes = 1_000_000 };
        SimulatedPeers network = Create(2, s_plain, settings);
        ConnectionId id = Connect(network);
        int votes = 0;
        int large = 0;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            votes += network[0].TrySend(id, MessageClass.Votes, [1]) ? 1 : 0;
            large += network[0].TrySend(id, MessageClass.Gossip, new byte[400_000]) ? 1 : 0;
            network.TryAdvance(network.NowUs + 50_000, out _);
        }

        Assert.Equal(8, votes);
        Assert.Equal(2, large);
        Assert.Equal(30, network[0].Counters.Refused);
        Assert.False(network[0].TrySend(id, MessageClass.Votes, new byte[Limits.Network.MaxMessageBytes + 1]));

        while (network[1].TryReceive(out _))
        {
        }
        Assert.True(network[0].TrySend(id, MessageClass.Votes, [1]));
    }

    [Fact]
    public void Datagrams_OnALossyLink_AreLostRepeatedAndReordered()
    {
        SimulatedPeers network = Create(2, new SimulatedLink(10_000, 1_000, 100_000, 100_000, 100_000));
        ConnectionId id = Connect(network);
        List<int> got = [];
        for (int number = 0; number < 2_000; number++)
        {
            Assert.True(network[0].TrySendDatagram(id, BitConverter.GetBytes(number)));
            got.AddRange(Numbers(Run(network, network.NowUs + 500)));
        }
        got.AddRange(Numbers(Run(network, network.NowUs + 1_000_000)));

        int different = got.Distinct().Count();
        Assert.InRange(different, 1_700, 1_950);
        Assert.InRange(got.Count - different, 100, 300);
        Assert.NotEqual(got.Order(), got);
        Assert.InRange(network[1].Counters.LostDatagrams, 50, 300);
        Assert.False(network[0].TrySendDatagram(id, new byte[network[0].MaxDatagramBytes + 1]));
    }

    [Fact]
    public void Requests_AnsweredCancelledOrLate_EndOnce()
    {
        SimulatedPeers network = Create(2, s_plain);
        ConnectionId id = Connect(network);
        RequestId[] asked = new RequestId[4];
        for (int index = 0; index < asked.Length; index++)
        {
            Assert.True(network[0].TryRequest(id, [(byte)index], out asked[index]));
        }
        network[0].Cancel(id, asked[3]);
        foreach ((int node, PeerEvent what) in Run(network, network.NowUs + 100_000))
        {
            if (node == 1 && what.Bytes.Span[0] == 0)
            {
                Assert.True(network[1].TryRespond(what.Connection, what.Request, [42]));
                Assert.False(network[1].TryRespond(what.Connection, what.Request, [43]));
            }
            else if (node == 1 && what.Bytes.Span[0] == 1)
            {
                network[1].Cancel(what.Connection, what.Request);
            }
        }
        List<(int Node, PeerEvent Event)> ends = Run(network, network.NowUs + 20_000_000);

        Assert.Equal(
            [(PeerEventKind.Response, asked[0]), (PeerEventKind.RequestFailed, asked[1]),
                (PeerEventKind.RequestFailed, asked[2])],
            ends.Select(at => (at.Event.Kind, at.Event.Request)));
        Assert.Equal([42], ends[0].Event.Bytes.ToArray());
    }

    [Fact]
    public void Crash_LeavesTheOtherEndToItsIdleTime()
    {
        SimulatedPeers network = Create(2, s_plain);
        ConnectionId id = Connect(network);
        network.Crash(1);
        Assert.Empty(Run(network, network.NowUs + network.Settings.IdleTimeoutUs - 1));

        PeerEvent closed = Assert.Single(Run(network, network.NowUs + 10)).Event;
        Assert.Equal((PeerEventKind.Closed, id, CloseCode.Timeout), (closed.Kind, closed.Connection, closed.Close));

        network.Restart(1);
        Connect(network);
    }

    [Fact]
    public void Dispose_TellsTheOtherEnd()
    {
        SimulatedPeers network = Create(2, s_plain);
        Connect(network);
        network[1].Dispose();

        Assert.Equal(CloseCode.Done, Assert.Single(Run(network, network.NowUs + 20_000)).Event.Close);
        Assert.Equal(0, network[0].ConnectionCount);
    }

    [Theory]
    [InlineData(29, 0)]
    [InlineData(31, 2)]
    public void Partition_LongerThanTheIdleTime_ClosesBothEnds(int seconds, int closed)
    {
        SimulatedPeers network = Create(2, s_plain);
        Connect(network);
        network.Partition([0, 1]);
        Assert.Equal(closed, Run(network, network.NowUs + (seconds * 1_000_000L)).Count);
        network.Heal();
        Assert.Empty(Run(network, network.NowUs + 60_000_000));
    }

    [Fact]
    public void Line_UnderLoad_SendsVotesBeforeTransactions()
    {
        SimulatedPeers network = Create(2, s_plain, new SimulatedPeersSettings { BytesPerUs = 1 });
        ConnectionId id = Connect(network);
        for (int count = 0; count < 10; count++)
        {
            network[0].TrySend(id, MessageClass.Transactions, new byte[60_000]);
        }
        network[0].TrySend(id, MessageClass.Votes, [1]);

        List<(int Node, PeerEvent Event)> events = Run(network, network.NowUs + 10_000_000);

        Assert.Equal(11, events.Count);
        Assert.Equal(MessageClass.Votes, events[0].Event.Class);
    }

    [Fact]
    public void WakeAt_GivesTheNodeAtItsTime()
    {
        SimulatedPeers network = Create(2, s_plain);
        network.WakeAt(1, 5_000);
        Assert.True(network.TryAdvance(10_000, out SimulatedPeer? node));
        Assert.Equal((1, 5_000L), (node.Index, network.NowUs));
        Assert.False(network.TryAdvance(10_000, out _));
        Assert.Equal(10_000, network.NowUs);
    }

    [Fact]
    public void Seeds_GiveEqualRuns()
    {
        Assert.Equal(Trace(5), Trace(5));
        Assert.NotEqual(Trace(5), Trace(6));

        static string Trace(ulong seed)
        {
            SimulatedPeers network = Create(2, new SimulatedLink(10_000, 9_000, 50_000, 50_000, 50_000), null, seed);
            ConnectionId id = Connect(network);
            string trace = "";
            for (int number = 0; number < 100; number++)
            {
                network[0].TrySendDatagram(id, BitConverter.GetBytes(number));
                network[0].TrySend(id, MessageClass.Votes, BitConverter.GetBytes(number));
            }
            while (network.TryAdvance(2_000_000, out SimulatedPeer? node))
            {
                while (node.TryReceive(out PeerEvent what))
                {
                    trace += $"{network.NowUs}:{what.Kind}:{Convert.ToHexString(what.Bytes.Span)} ";
                }
            }
            return trace;
        }
    }

    private static PeerId Id(int number) => new(new PublicKey(new Hash256(
        [(byte)number, (byte)(number >> 8), .. new byte[30]])));

    private static SimulatedPeers Create(
        int nodes, SimulatedLink link, SimulatedPeersSettings? settings = null, ulong seed = 1)
    {
        SimulatedPeers network = new(seed, (_, _) => link, settings);
        for (int node = 0; node < nodes; node++)
        {
            network.Add(Id(node), new IPEndPoint(new IPAddress([10, 0, (byte)node, 1]), 9_000));
        }
        return network;
    }

    private static ConnectionId Connect(SimulatedPeers network)
    {
        Assert.True(network[0].TryDial(network[1].LocalAddress, null, out ConnectionId id));
        Assert.Equal(2, Run(network, network.NowUs + 1_000_000).Count(at => at.Event.Kind == PeerEventKind.Connected));
        return id;
    }

    private static List<(int Node, PeerEvent Event)> Run(SimulatedPeers network, long untilUs)
    {
        List<(int Node, PeerEvent Event)> events = [];
        while (network.TryAdvance(untilUs, out SimulatedPeer? node))
        {
            while (node.TryReceive(out PeerEvent what))
            {
                events.Add((node.Index, what with { Bytes = what.Bytes.ToArray() }));
            }
        }
        return events;
    }

    private static void Collect(SimulatedPeers network, long untilUs, List<int>[] got)
    {
        foreach ((int _, PeerEvent what) in Run(network, untilUs))
        {
            got[(int)what.Class].Add(BinaryPrimitives.ReadInt32LittleEndian(what.Bytes.Span));
        }
    }

    private static IEnumerable<int> Numbers(List<(int Node, PeerEvent Event)> events) =>
        events.Select(at => BinaryPrimitives.ReadInt32LittleEndian(at.Event.Bytes.Span));
}
