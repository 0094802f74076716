using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>Whom a node dials, and when again.</summary>
public sealed class PeerDialTests
{
    [Fact]
    public void Outbound_ReachesItsTargetAndStops()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 40);
        HashSet<PeerId> dialled = [];
        for (int round = 0; round < 20; round++)
        {
            foreach (PeerEffect.Dial dial in desk.Tick(1_300).OfType<PeerEffect.Dial>().ToArray())
            {
                Assert.True(dialled.Add(dial.Expected!.Value));
                desk.Answer(dial, IndexOf(dial));
            }
        }
        Assert.Equal(desk.Options.TargetOutbound, desk.Count(PeerSlot.Outbound));
        Assert.Equal(desk.Options.TargetOutbound, dialled.Count);
    }

    [Fact]
    public void Outbound_OneNetworkFullOfPeers_GetsFewPlaces()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 4);
        for (int index = 100; index < 140; index++)
        {
            desk.Do(new PeerInput.Learned(NodeRecord.Sign(
                PeerKeys.Seed(index), PeerKeys.Genesis, 1, [PeerKeys.InGroup(99, index)])));
        }
        for (int round = 0; round < 18; round++)
        {
            foreach (PeerEffect.Dial dial in desk.Tick(1_000).OfType<PeerEffect.Dial>().ToArray())
            {
                int index = Enumerable.Range(1, 139).First(i => PeerKeys.Id(i) == dial.Expected);
                desk.Answer(dial, index, NodeRecord.Sign(PeerKeys.Seed(index), PeerKeys.Genesis, 1, [dial.Address]));
            }
        }
        PeerStatus[] peers = desk.Manager.Describe(desk.NowMs);
        Assert.InRange(peers.Length, 4, 8);
        Assert.Equal(4, peers.Select(peer => peer.Address!.Value.Group).Distinct().Count() - 1);
    }

    [Fact]
    public void Dial_Failures_WaitLonger()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 1);
        List<long> times = [];
        for (int tick = 0; tick < 10 * 60; tick++)
        {
            foreach (PeerEffect.Dial dial in desk.Tick(100).OfType<PeerEffect.Dial>().ToArray())
            {
                times.Add(desk.NowMs);
                desk.Do(new PeerInput.Closed(new ConnectionId(900), dial.Address, CloseCode.Unreachable));
            }
        }
        long[] waits = [.. times.Zip(times.Skip(1), (a, b) => b - a)];
        Assert.InRange(waits.Length, 4, 6);
        for (int index = 0; index < waits.Length; index++)
        {
            // The wait, a quarter more at random, up to a tick; and choices are a second and a half apart.
            long least = 1_000 << index;
            Assert.InRange(waits[index], Math.Max(1_500, least), Math.Max(1_500, least * 5 / 4) + 100);
        }
    }

    [Fact]
    public void Dial_NothingHeard_IsGivenUp()
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(0) with { Bootstrap = [(PeerKeys.Address(1), null)] });
        Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        Assert.Empty(desk.Tick(11_000).OfType<PeerEffect.Dial>());
        Assert.Single(desk.Tick(3_000).OfType<PeerEffect.Dial>());
    }

    [Fact]
    public void Dial_OwnAddress_HappensOnce()
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(0) with { Bootstrap = [(PeerKeys.Address(0), null)] });
        PeerEffect.Dial dial = Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        List<PeerEffect> effects = desk.Do(
            new PeerInput.Connected(new ConnectionId(50), PeerKeys.Id(0), dial.Address, Inbound: false));
        Assert.Equal([new PeerEffect.Close(new ConnectionId(50), CloseCode.Duplicate)], effects);
        Assert.Equal(0, desk.Manager.ConnectionCount);
    }

    [Fact]
    public void Anchors_AreSavedAndDialledFirst()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 10);
        List<PeerEffect.SaveAnchors> saves = [];
        for (int round = 0; round < 25; round++)
        {
            PeerEffect[] effects = [.. desk.Tick(1_000)];
            saves.AddRange(effects.OfType<PeerEffect.SaveAnchors>());
            foreach (PeerEffect.Dial dial in effects.OfType<PeerEffect.Dial>())
            {
                desk.Answer(dial, IndexOf(dial));
            }
        }
        foreach (PeerStatus peer in desk.Manager.Describe(desk.NowMs))
        {
            Assert.Equal(PeerSlot.Outbound, peer.Slot);
        }
        PeerId[] oldest = [.. desk.Manager.Describe(desk.NowMs).Take(4).Select(peer => peer.Peer)];
        saves.AddRange(desk.Tick(5_000).OfType<PeerEffect.SaveAnchors>());
        PeerEffect.SaveAnchors saved = saves[^1];
        PeerDesk again = new(PeerDesk.OptionsOf(0) with
        {
            Anchors = saved.Bytes,
            Bootstrap = [(PeerKeys.Address(99), null)],
        });
        PeerEffect.Dial[] dials = [.. again.Tick(100).OfType<PeerEffect.Dial>()];
        Assert.Equal(oldest, dials[..4].Select(dial => dial.Expected!.Value));
    }

    [Fact]
    public void Validator_KeepsAllValidatorsConnected()
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(0) with { Validator = PeerKeys.Validator(0), TargetOutbound = 0 });
        desk.Do(new PeerInput.Validators(
            [.. Enumerable.Range(0, 60).Select(i => (PeerKeys.Validator(i), (UInt128)5))]));
        foreach (int index in Enumerable.Range(1, 59))
        {
            desk.Do(new PeerInput.Learned(PeerKeys.Record(index, validator: index)));
        }
        desk.Do(new PeerInput.Learned(PeerKeys.Record(90)));
        Dictionary<PeerId, ConnectionId> connections = [];
        for (int round = 0; round < 10; round++)
        {
            foreach (PeerEffect.Dial dial in desk.Tick(100).OfType<PeerEffect.Dial>().ToArray())
            {
                int index = IndexOf(dial);
                connections[dial.Expected!.Value] = desk.Answer(dial, index, PeerKeys.Record(index, validator: index));
            }
        }
        Assert.Equal(59, desk.Count(PeerSlot.Reserved));
        Assert.DoesNotContain(PeerKeys.Id(90), connections.Keys);
        desk.Do(new PeerInput.Closed(connections[PeerKeys.Id(7)], null, CloseCode.TransportError));
        PeerEffect.Dial redial = Assert.Single(desk.Tick(2_000).OfType<PeerEffect.Dial>());
        Assert.Equal(PeerKeys.Id(7), redial.Expected);
    }

    [Fact]
    public void NoRoomThere_IsAVisitAndNotAskedAgainSoon()
    {
        PeerDesk desk = new();
        Learn(desk, 1, 1);
        PeerEffect.Dial dial = Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        ConnectionId connection = desk.Answer(dial, 1, isVisit: true);
        Assert.Equal(1, desk.Count(PeerSlot.Visit));
        desk.Do(new PeerInput.Closed(connection, null, CloseCode.TooManyPeers));
        Assert.Empty(desk.Tick(59_000).OfType<PeerEffect.Dial>());
        Assert.NotEmpty(desk.Tick(62_000).OfType<PeerEffect.Dial>());
    }

    [Fact]
    public void Visit_IsDialledAndEnds()
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(0) with { TargetOutbound = 0 });
        PeerInput.Visit visit = new(PeerKeys.Address(1), PeerKeys.Id(1));
        PeerEffect.Dial dial = Assert.IsType<PeerEffect.Dial>(Assert.Single(desk.Do(visit)));
        Assert.Equal([new PeerEffect.VisitFailed(PeerKeys.Address(1), VisitOutcome.NotTried)], desk.Do(visit));
        ConnectionId connection = desk.Answer(dial, 1);
        Assert.Equal(1, desk.Count(PeerSlot.Visit));
        List<PeerEffect> end = desk.Do(new PeerInput.EndVisit(connection));
        Assert.Contains(new PeerEffect.Close(connection, CloseCode.Done), end);
        Assert.IsType<PeerEffect.VisitFailed>(Assert.Single(
            desk.Do(new PeerInput.Visit(PeerKeys.At("10.0.0.1:5"), PeerKeys.Id(1)))));
        desk.Do(visit);
        Assert.Contains(
            new PeerEffect.VisitFailed(PeerKeys.Address(1), VisitOutcome.Unreachable),
            desk.Do(new PeerInput.Closed(default, PeerKeys.Address(1), CloseCode.Unreachable)));
    }

    [Fact]
    public void Named_Peer_IsKeptAndReserved()
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(0) with { TargetOutbound = 0 });
        desk.Do(new PeerInput.Add(PeerKeys.Address(1), PeerKeys.Id(1)));
        PeerEffect.Dial dial = Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        ConnectionId connection = desk.Answer(dial, 1);
        Assert.Equal(1, desk.Count(PeerSlot.Reserved));
        desk.Do(new PeerInput.Closed(connection, null, CloseCode.TransportError));
        Assert.Single(desk.Tick(3_000).OfType<PeerEffect.Dial>());
        desk.Do(new PeerInput.Remove(PeerKeys.Id(1), Ban: false));
        Assert.Empty(desk.Tick(60_000).OfType<PeerEffect.Dial>());
    }

    private static void Learn(PeerDesk desk, int first, int count)
    {
        foreach (int index in Enumerable.Range(first, count))
        {
            desk.Do(new PeerInput.Learned(PeerKeys.Record(index)));
        }
    }

    private static int IndexOf(PeerEffect.Dial dial) =>
        Enumerable.Range(0, 200).First(index => PeerKeys.Address(index) == dial.Address);
}
