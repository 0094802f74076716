using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>Who gets a place, and who must go for it.</summary>
public sealed class PeerPlacesTests
{
    [Fact]
    public void Unstaked_GetAFifth_ThenVisitsThenNothing()
    {
        PeerDesk desk = new();
        PeerSlot?[] slots = [.. Enumerable.Range(1, 13 + Limits.Peers.MaxVisits + 1).Select(i => desk.Enter(i))];
        Assert.Equal(13, SlotRules.MaxUnstaked);
        Assert.All(slots[..13], slot => Assert.Equal(PeerSlot.Inbound, slot));
        Assert.All(slots[13..^1], slot => Assert.Equal(PeerSlot.Visit, slot));
        Assert.Null(slots[^1]);
        Assert.Equal(51 + 13, Limits.Peers.MaxInbound);
    }

    [Fact]
    public void Visit_MayAskAndEndsSoon()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        Assert.Equal(PeerSlot.Visit, desk.Greet(connection, PeerDesk.Hello(null, isVisit: true)));
        Assert.Equal(BudgetVerdict.Take, desk.Manager.Charge(0, connection, BudgetKind.Requests, 10));
        Assert.Equal(BudgetVerdict.Drop, desk.Manager.Charge(0, connection, BudgetKind.Votes, 10));
        Assert.Empty(desk.Tick(Limits.Peers.VisitMs - 100).OfType<PeerEffect.Close>());
        Assert.Contains(new PeerEffect.Close(connection, CloseCode.Done), desk.Tick(100));
    }

    [Fact]
    public void Unstaked_Crowd_MakesRoomForOtherNetworks()
    {
        PeerDesk desk = new();
        for (int index = 0; index < 13; index++)
        {
            Assert.Equal(PeerSlot.Inbound, desk.Enter(index + 1, PeerKeys.InGroup(index / 4, 1 + (index % 4))));
        }
        Assert.Equal(PeerSlot.Inbound, desk.Enter(50, PeerKeys.InGroup(50, 1)));
        PeerStatus[] peers = desk.Manager.Describe(desk.NowMs);
        Assert.Equal(13, peers.Length);
        Assert.DoesNotContain(peers, peer => peer.Peer == PeerKeys.Id(12));
        for (int index = 60; index < 100; index++)
        {
            desk.Enter(index, PeerKeys.InGroup(index, 1));
        }
        int most = desk.Manager.Describe(desk.NowMs).Where(peer => peer.Slot == PeerSlot.Inbound)
            .GroupBy(peer => peer.Address!.Value.Group).Max(group => group.Count());
        Assert.Equal(1, most);
    }

    [Fact]
    public void Group_TakesFour_PrivateOnesDoNotCount()
    {
        PeerDesk desk = new();
        PeerSlot?[] slots = [.. Enumerable.Range(1, 5).Select(i => desk.Enter(i, PeerKeys.InGroup(1, i)))];
        Assert.All(slots[..4], slot => Assert.NotNull(slot));
        Assert.Null(slots[4]);
        PeerSlot?[] six = [.. Enumerable.Range(11, 5).Select(i => desk.Enter(i, PeerKeys.At($"[2a00:1:2:{i}::1]:1")))];
        Assert.All(six[..4], slot => Assert.NotNull(slot));
        Assert.Null(six[4]);
        Assert.All(
            Enumerable.Range(21, 5), i => Assert.NotNull(desk.Enter(i, PeerKeys.At($"127.0.0.1:{i}"))));
    }

    [Fact]
    public void Peer_HasTwoConnectionsOnlyWhileOneGreets()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId first);
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(2), out ConnectionId second);
        List<PeerEffect> third = desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(3), out ConnectionId refused);
        Assert.Equal([new PeerEffect.Close(refused, CloseCode.Duplicate)], third);
        Assert.NotNull(desk.Greet(first, PeerDesk.Hello(null)));
        List<PeerEffect> later = desk.Do(new PeerInput.Control(second, PeerDesk.Hello(null)));
        Assert.Contains(new PeerEffect.Close(first, CloseCode.Duplicate), later);
        Assert.Single(later.OfType<PeerEffect.Ready>());
        Assert.Equal(1, desk.Manager.ConnectionCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crossed_Dials_BothSidesKeepTheSame(bool otherFirst)
    {
        bool keepsOwn = KeepsOwnDial(0, 1, otherFirst);
        Assert.NotEqual(keepsOwn, KeepsOwnDial(1, 0, otherFirst));
        Assert.Equal(PeerKeys.Id(0).CompareTo(PeerKeys.Id(1)) < 0, keepsOwn);
    }

    /// <summary>
    /// A node that crashed and is back dials; those that it was connected with have not heard of the crash and hold
    /// connections on which nobody is.
    /// </summary>
    [Fact]
    public void Dial_OfAPeerThatWasAway_ReplacesTheOldConnection()
    {
        int lower = PeerKeys.Id(0).CompareTo(PeerKeys.Id(1)) < 0 ? 0 : 1;
        int other = 1 - lower;
        PeerDesk desk = new(PeerDesk.OptionsOf(lower));
        desk.Do(new PeerInput.Learned(PeerKeys.Record(other)));
        PeerEffect.Dial dial = Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        ConnectionId old = desk.Answer(dial, other);
        desk.NowMs += 7_000;
        desk.Arrive(PeerKeys.Id(other), PeerKeys.Address(other), out ConnectionId again);
        byte[] hello = PeerDesk.Hello(PeerKeys.Record(other));
        List<PeerEffect> effects = desk.Do(new PeerInput.Control(again, hello));
        Assert.Contains(new PeerEffect.Close(old, CloseCode.Duplicate), effects);
        Assert.Equal(again, Assert.Single(effects.OfType<PeerEffect.Ready>()).Connection);
        Assert.Equal(1, desk.Manager.ConnectionCount);
    }

    [Fact]
    public void Stake_FillsItsPlaces_MorePushesOutLess()
    {
        PeerDesk desk = new();
        const int Validators = 60;
        desk.Do(new PeerInput.Validators(
            [.. Enumerable.Range(1, Validators).Select(i => (PeerKeys.Validator(i), (UInt128)i))]));
        for (int index = 1; index <= Limits.Peers.MaxStakedInbound; index++)
        {
            Assert.Equal(PeerSlot.StakedInbound, Staked(desk, index));
        }
        Assert.Equal(PeerSlot.StakedInbound, Staked(desk, 60));
        PeerStatus[] peers = desk.Manager.Describe(desk.NowMs);
        Assert.DoesNotContain(peers, peer => peer.Peer == PeerKeys.Id(1));
        Assert.Equal(Limits.Peers.MaxStakedInbound, peers.Length);
        Assert.Equal(PeerSlot.Inbound, Staked(desk, 1));
        Assert.Equal(60, (int)peers.Max(peer => peer.Stake));
    }

    [Fact]
    public void Stake_Share_IsProportional()
    {
        PeerDesk desk = new();
        desk.Do(new PeerInput.Validators([(PeerKeys.Validator(1), 2), (PeerKeys.Validator(2), 98)]));
        PeerSlot?[] small = [.. Enumerable.Range(101, 3).Select(i => Staked(desk, i, validator: 1))];
        Assert.Equal([PeerSlot.StakedInbound, PeerSlot.Inbound, PeerSlot.Inbound], small);
        PeerSlot?[] large = [.. Enumerable.Range(201, 50).Select(i => Staked(desk, i, validator: 2))];
        Assert.All(large[..49], slot => Assert.Equal(PeerSlot.StakedInbound, slot));
    }

    [Fact]
    public void Stake_BindingThatRanOut_IsNone()
    {
        PeerDesk desk = new();
        desk.Do(new PeerInput.Validators([(PeerKeys.Validator(1), 2)]));
        desk.Do(new PeerInput.Final(10));
        Assert.Equal(PeerSlot.Inbound, desk.Enter(2, record: PeerKeys.Record(2, validator: 1, until: 9)));
        Assert.Equal(PeerSlot.StakedInbound, desk.Enter(3, record: PeerKeys.Record(3, validator: 1, until: 10)));
        desk.Do(new PeerInput.Final(11));
        desk.Tick(10_100);
        Assert.Equal(0, desk.Count(PeerSlot.StakedInbound));
    }

    [Fact]
    public void Arrivals_AreLimitedPerHostAndTogether()
    {
        PeerDesk desk = new();
        int taken = 0;
        for (int index = 0; index < 20; index++)
        {
            taken += IsTaken(desk, index, PeerKeys.Address(7)) ? 1 : 0;
        }
        Assert.Equal(Limits.Peers.NewPerAddressPerSecond, taken);
        int all = 0;
        for (int index = 100; index < 400; index++)
        {
            all += IsTaken(desk, index, PeerKeys.Address(index)) ? 1 : 0;
        }
        Assert.Equal(Limits.Peers.NewPerSecond - taken, all);
    }

    [Fact]
    public void Greetings_AreLimited_KnownValidatorsPass()
    {
        PeerDesk desk = new();
        desk.Do(new PeerInput.Validators([(PeerKeys.Validator(1), 2)]));
        desk.Do(new PeerInput.Learned(PeerKeys.Record(1, validator: 1)));
        int taken = 0;
        for (int index = 100; index < 160; index++)
        {
            desk.NowMs += 11;
            taken += desk.Arrive(PeerKeys.Name(index), PeerKeys.Address(index), out _).Count == 0 ? 1 : 0;
        }
        Assert.Equal(Limits.Peers.MaxGreetings, taken);
        Assert.Equal(PeerSlot.StakedInbound, desk.Enter(1, record: PeerKeys.Record(1, validator: 1)));
    }

    private static PeerSlot? Staked(PeerDesk desk, int index, int? validator = null) =>
        desk.Enter(index, record: PeerKeys.Record(index, validator: validator ?? index));

    private static bool IsTaken(PeerDesk desk, int index, PeerAddress address)
    {
        List<PeerEffect> effects = desk.Arrive(PeerKeys.Name(index), address, out ConnectionId connection);
        desk.Do(new PeerInput.Closed(connection, null, CloseCode.Done));
        return effects.Count == 0;
    }

    // True when the connection that the node itself dialled stays.
    private static bool KeepsOwnDial(int self, int other, bool otherFirst)
    {
        PeerDesk desk = new(PeerDesk.OptionsOf(self) with { Bootstrap = [(PeerKeys.Address(other), null)] });
        PeerEffect.Dial dial = Assert.Single(desk.Tick(100).OfType<PeerEffect.Dial>());
        ConnectionId own = default;
        if (!otherFirst)
        {
            own = desk.Answer(dial, other);
        }
        desk.Arrive(PeerKeys.Id(other), PeerKeys.At("9.9.9.9:9"), out ConnectionId theirs);
        desk.Do(new PeerInput.Control(theirs, PeerDesk.Hello(PeerKeys.Record(other))));
        if (otherFirst)
        {
            own = desk.Answer(dial, other);
        }
        PeerStatus left = Assert.Single(desk.Manager.Describe(desk.NowMs));
        return !left.Inbound;
    }
}
