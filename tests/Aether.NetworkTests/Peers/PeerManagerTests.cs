using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>The handshake, budgets, bans and keep-alive of one connection.</summary>
public sealed class PeerManagerTests
{
    [Fact]
    public void Inbound_Hello_IsAnsweredAndReady()
    {
        PeerDesk desk = new();
        Assert.Empty(desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection));
        List<PeerEffect> effects = desk.Do(new PeerInput.Control(connection, PeerDesk.Hello(PeerKeys.Record(1))));
        PeerEffect.Send send = Assert.IsType<PeerEffect.Send>(effects[0]);
        Assert.True(ControlMessage.TryDecode(send.Message.Span, out ControlMessage hello));
        Assert.False(hello.Hello!.IsVisit);
        Assert.Equal(PeerKeys.Id(0), hello.Hello.Record!.Peer);
        PeerEffect.Ready ready = Assert.IsType<PeerEffect.Ready>(effects[1]);
        Assert.Equal((PeerSlot.Inbound, true, 5UL), (ready.Slot, ready.Inbound, ready.FinalHeight));
        Assert.Equal(PeerKeys.Id(1), ready.Record!.Peer);
        Assert.Equal(2, effects.Count);
    }

    [Theory]
    [InlineData(0, CloseCode.WrongChain, BanReason.None)]
    [InlineData(1, CloseCode.WrongChain, BanReason.None)]
    [InlineData(2, CloseCode.BadMessage, BanReason.BadMessage)]
    [InlineData(3, CloseCode.BadMessage, BanReason.BadMessage)]
    [InlineData(4, CloseCode.BadMessage, BanReason.BadRecord)]
    [InlineData(5, CloseCode.BadMessage, BanReason.BadRecord)]
    [InlineData(6, CloseCode.BadMessage, BanReason.BadRecord)]
    public void Inbound_WrongHello_Closes(int fault, CloseCode code, BanReason reason)
    {
        NodeRecord record = PeerKeys.Record(1);
        NodeRecord elsewhere = NodeRecord.Sign(PeerKeys.Seed(1), Hash256.Zero, 1, []);
        byte[] message = fault switch
        {
            0 => PeerDesk.Hello(record, genesis: Hash256.Zero),
            1 => PeerDesk.Hello(record, version: 2),
            2 => [1, 2, 3],
            3 => Ace.Encode(new ControlMessage(ControlKind.Ping, null, 1, 2)),
            4 => PeerDesk.Hello(PeerKeys.Record(2)),
            5 => PeerDesk.Hello(record with { Sequence = 9 }),
            _ => PeerDesk.Hello(elsewhere),
        };
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        List<PeerEffect> effects = desk.Do(new PeerInput.Control(connection, message));
        Assert.Equal(new PeerEffect.Close(connection, code), effects[^1]);
        Assert.Equal(reason, effects.OfType<PeerEffect.Banned>().FirstOrDefault()?.Ban.Reason ?? BanReason.None);
        Assert.Empty(effects.OfType<PeerEffect.Ready>());
        List<PeerEffect> again = desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId second);
        Assert.Equal(reason != BanReason.None, again.Contains(new PeerEffect.Close(second, CloseCode.Banned)));
    }

    [Fact]
    public void Inbound_SecondHello_IsABadMessage()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        Assert.NotNull(desk.Greet(connection, PeerDesk.Hello(null)));
        List<PeerEffect> effects = desk.Do(new PeerInput.Control(connection, PeerDesk.Hello(null)));
        Assert.Contains(new PeerEffect.Close(connection, CloseCode.BadMessage), effects);
        Assert.Contains(new PeerEffect.Gone(connection, PeerKeys.Id(1)), effects);
    }

    [Fact]
    public void Greeting_TooSlow_TimesOut()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        desk.NowMs = Limits.Peers.HandshakeMs - 1;
        Assert.Empty(desk.Do(new PeerInput.Tick()));
        desk.NowMs++;
        Assert.Equal([new PeerEffect.Close(connection, CloseCode.Timeout)], desk.Do(new PeerInput.Tick()));
        Assert.Equal(0, desk.Manager.ConnectionCount);
    }

    [Fact]
    public void Greeting_OtherMessages_AreDropped()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        Assert.Equal(BudgetVerdict.Drop, desk.Manager.Charge(0, connection, BudgetKind.Votes, 100));
        Assert.NotNull(desk.Greet(connection, PeerDesk.Hello(null)));
        Assert.Equal(BudgetVerdict.Take, desk.Manager.Charge(0, connection, BudgetKind.Votes, 100));
        Assert.Equal(BudgetVerdict.Drop, desk.Manager.Charge(0, new ConnectionId(99), BudgetKind.Votes, 100));
    }

    [Fact]
    public void Quiet_IsAskedAndThenGivenUp()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        desk.Greet(connection, PeerDesk.Hello(null));
        PeerEffect.Send ping = Assert.Single(desk.Tick(Limits.Peers.PingMs).OfType<PeerEffect.Send>());
        Assert.True(ControlMessage.TryDecode(ping.Message.Span, out ControlMessage message));
        Assert.Equal(ControlKind.Ping, message.Kind);
        ControlMessage pong = message with { Kind = ControlKind.Pong, FinalHeight = 77 };
        List<PeerEffect> heard = desk.Do(new PeerInput.Control(connection, Ace.Encode(pong)));
        Assert.Equal([new PeerEffect.Height(connection, 77)], heard);
        Assert.Equal(77UL, desk.Manager.Describe(desk.NowMs)[0].FinalHeight);
        Assert.Empty(desk.Tick(Limits.Peers.IdleMs - 100).OfType<PeerEffect.Close>());
        Assert.Contains(new PeerEffect.Close(connection, CloseCode.Timeout), desk.Tick(100));
    }

    [Fact]
    public void Ping_IsAnswered()
    {
        PeerDesk desk = new();
        desk.Do(new PeerInput.Final(12));
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        desk.Greet(connection, PeerDesk.Hello(null));
        ControlMessage ping = new(ControlKind.Ping, null, 6, 5);
        PeerEffect.Send send = Assert.IsType<PeerEffect.Send>(
            Assert.Single(desk.Do(new PeerInput.Control(connection, Ace.Encode(ping)))));
        Assert.Equal(Ace.Encode(new ControlMessage(ControlKind.Pong, null, 6, 12)), send.Message.ToArray());
    }

    [Fact]
    public void Budget_UsedUpForLong_BansAndCloses()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        desk.Greet(connection, PeerDesk.Hello(null));
        BudgetVerdict[] verdicts =
        [
            .. Enumerable.Range(0, 5).Select(
                _ => desk.Manager.Charge(0, connection, BudgetKind.Transactions, 1024 * 1024)),
        ];
        Assert.Equal([BudgetVerdict.Take, BudgetVerdict.Take], verdicts[..2]);
        Assert.Equal([BudgetVerdict.Drop, BudgetVerdict.Drop, BudgetVerdict.Close], verdicts[2..]);
        List<PeerEffect> effects = desk.Effects();
        Assert.Equal(BanReason.OverBudget, Assert.Single(effects.OfType<PeerEffect.Banned>()).Ban.Reason);
        Assert.Contains(new PeerEffect.Close(connection, CloseCode.Banned), effects);
        PeerStatus status = Assert.Single(desk.Manager.Describe(0));
        Assert.Equal((false, BanReason.OverBudget), (status.IsConnected, status.Ban));
    }

    [Fact]
    public void ControlFlood_IsCutOff()
    {
        PeerDesk desk = new();
        desk.Arrive(PeerKeys.Id(1), PeerKeys.Address(1), out ConnectionId connection);
        desk.Greet(connection, PeerDesk.Hello(null));
        byte[] ping = Ace.Encode(new ControlMessage(ControlKind.Ping, null, 6, 5));
        int answers = 0;
        for (int index = 0; index < 5_000; index++)
        {
            answers += desk.Do(new PeerInput.Control(connection, ping)).OfType<PeerEffect.Send>().Count();
        }
        Assert.InRange(answers, 900, 1_000);
        Assert.Equal(0, desk.Manager.ConnectionCount);
    }

    [Fact]
    public void Ban_Misbehaved_IsNamedAndRefusedUntilItEnds()
    {
        PeerDesk desk = new();
        Assert.Equal(PeerSlot.Inbound, desk.Enter(1));
        desk.Do(new PeerInput.Scored(PeerKeys.Id(1), -7));
        Assert.Equal(-7, desk.Manager.Describe(desk.NowMs)[0].Score);
        List<PeerEffect> effects = desk.Do(new PeerInput.Misbehaved(PeerKeys.Id(1), BanReason.BadChunk));
        BanEntry ban = Assert.Single(effects.OfType<PeerEffect.Banned>()).Ban;
        Assert.Equal((PeerKeys.Id(1), BanReason.BadChunk), (ban.Peer, ban.Reason));
        Assert.Null(desk.Enter(1));
        Assert.Null(desk.Enter(2, PeerKeys.Address(1)));
        desk.NowMs = ban.UntilMs;
        Assert.Equal(PeerSlot.Inbound, desk.Enter(1));
        desk.Do(new PeerInput.Remove(PeerKeys.Id(1), Ban: true));
        desk.NowMs += 10 * BanList.LongestMs;
        desk.Do(new PeerInput.Tick());
        Assert.Null(desk.Enter(1));
        desk.Do(new PeerInput.Unban(PeerKeys.Id(1)));
        Assert.Equal(PeerSlot.Inbound, desk.Enter(1));
    }

    [Fact]
    public void Random_Inputs_KeepEveryLimitAndOneEndForEachBeginning()
    {
        for (ulong seed = 0; seed < 6; seed++)
        {
            PeerStorm storm = new(seed);
            storm.Run(5_000);
            Assert.True(storm.Readies > 50 && storm.Bans > 0, $"{storm.Readies} {storm.Bans}");
        }
    }
}
