using System.Buffers.Binary;
using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Gossip;

/// <summary>One hostile peer beside an honest one: what it can make the node do and keep, and how it ends.</summary>
public sealed class GossipFloodTests
{
    private readonly GossipDriver _driver = new();
    private readonly ConnectionId _honest;
    private readonly ConnectionId _attacker;
    private ulong _number;
    private bool _banned;

    public GossipFloodTests()
    {
        _honest = _driver.Connect(1);
        _attacker = _driver.Connect(2);
        _driver.Pass(700);
        _driver.Take();
    }

    [Fact]
    public void InventedIds_AreAskedForWithinTheBudget_AndEndInABan()
    {
        int beats = 0;
        while (beats < 100 && !IsBanned())
        {
            long asked = _driver.Core.Counters.Asked;
            for (int entry = 0; entry < 20; entry++)
            {
                _driver.Control(
                    _attacker, writer => writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, Invent(400)));
            }
            Assert.InRange(_driver.Core.Counters.Asked - asked, 0, Limits.Gossip.MaxWantIds);
            _driver.Pass(700);
            beats++;
        }
        Assert.InRange(beats, 3, 20);
        Assert.InRange(_driver.Core.HeldBytes, 0, Limits.Gossip.MaxAsked * GossipId.Bytes);
        Assert.True(_driver.Core.ScoreOf(_honest) >= 0);
    }

    [Fact]
    public void AskingAgainAndAgain_IsServedThreeTimes_AndEndsInABan()
    {
        _driver.Step(GossipInput.Publish(GossipTopic.Header, new byte[500]));
        GossipId id = _driver.Core.IdOf(GossipTopic.Header, new byte[500]);
        int asks = 0;
        while (asks < 2_000 && !IsBanned())
        {
            _driver.Control(
                _attacker, writer => writer.TryAddIds(GossipFrameKind.Want, GossipTopic.Header, [id]));
            asks++;
        }
        Assert.InRange(asks, 50, 1_200);
        Assert.Equal(3, _driver.Core.Counters.Served);
    }

    [Fact]
    public void GraftsDuringTheBackoff_EndInABan()
    {
        int grafts = 0;
        while (grafts < 1_000 && !IsBanned())
        {
            _driver.Control(_attacker, static writer =>
            {
                writer.TryAddPrune(GossipTopic.Vote, 1);
                writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Vote);
            });
            grafts++;
        }
        Assert.InRange(grafts, 10, 40);
        Assert.Equal([_honest], _driver.Core.Mesh(GossipTopic.Vote));
    }

    [Fact]
    public void Repetitions_AreJudgedOnce_AndEndInABan()
    {
        int copies = 0;
        while (copies < 1_000 && !_banned)
        {
            _driver.Receive(_attacker, GossipTopic.Vote, 1, 2, 3);
            copies++;
            NoteBan();
            if (copies == 20)
            {
                Assert.Single(_driver.Judge());
            }
        }
        Assert.InRange(copies, 50, 200);
        Assert.Equal(1, _driver.Core.Counters.Accepted);
    }

    [Theory]
    [InlineData(GossipTopic.Vote, 13)]
    [InlineData(GossipTopic.Header, 13)]
    [InlineData(GossipTopic.Evidence, 13)]
    [InlineData(GossipTopic.Transaction, 29)]
    public void InvalidMessages_EndInABan(GossipTopic topic, int most)
    {
        int count = 0;
        while (count < 100 && !_banned)
        {
            _driver.Receive(_attacker, topic, [.. Invent(1)[0].Span]);
            _driver.Judge(ValidationOutcome.Reject);
            count++;
            NoteBan();
        }
        Assert.Equal(most, count);
        Assert.True(_driver.Core.ScoreOf(_honest) >= 0);
    }

    [Fact]
    public void InvalidTransactions_OneInTen_AreForgiven()
    {
        for (int count = 0; count < 1_000; count++)
        {
            _driver.Receive(_attacker, GossipTopic.Transaction, [.. Invent(1)[0].Span]);
            _driver.Judge(count % 12 == 0 ? ValidationOutcome.Reject : ValidationOutcome.Accept);
            _driver.Pass(10);
        }
        Assert.True(_driver.Core.ScoreOf(_attacker) > -2_000);
        Assert.False(IsBanned());
    }

    [Fact]
    public void InventedTransactions_ArePulledWithinTheBudget_AndEndInABan()
    {
        int beats = 0;
        while (beats < 200 && !IsBanned())
        {
            for (int entry = 0; entry < 5; entry++)
            {
                _driver.Control(_attacker, writer => writer.TryAddIds(
                    GossipFrameKind.Announce, GossipTopic.Transaction, Invent(1_000)));
            }
            _driver.Pass(700);
            beats++;
        }
        Assert.InRange(beats, 5, 60);
        Assert.InRange(
            _driver.Core.HeldBytes, 0, (Limits.Gossip.MaxWantedPerPeer + 1_000) * GossipId.Bytes);
    }

    [Fact]
    public void Transactions_AboveTheRate_AreDropped()
    {
        for (int count = 0; count < 2_000; count++)
        {
            _driver.Receive(_attacker, GossipTopic.Transaction, [.. Invent(1)[0].Span]);
            _driver.Judge();
        }
        Assert.Equal(Limits.Gossip.TransactionsPerSecond, _driver.Core.Counters.Accepted);
        _driver.Pass(500);
        for (int count = 0; count < 2_000; count++)
        {
            _driver.Receive(_attacker, GossipTopic.Transaction, [.. Invent(1)[0].Span]);
            _driver.Judge();
        }
        Assert.Equal(Limits.Gossip.TransactionsPerSecond * 3 / 2, _driver.Core.Counters.Accepted);
    }

    [Fact]
    public void OneThatDoesNotRead_IsClosed()
    {
        for (int refusal = 0; refusal < 600; refusal++)
        {
            _driver.Step(new GossipInput(GossipInputKind.SendRefused) { Connection = _attacker });
        }
        GossipEffect close = Assert.Single(_driver.Take(), effect => effect.Kind == GossipEffectKind.Close);
        Assert.Equal((_attacker, CloseCode.OverBudget), (close.Connection, close.Close));
    }

    [Fact]
    public void OneThatWasBanned_IsReadNoMore()
    {
        for (int count = 0; count < 13; count++)
        {
            _driver.Receive(_attacker, GossipTopic.Vote, [.. Invent(1)[0].Span]);
            _driver.Judge(ValidationOutcome.Reject);
        }
        Assert.True(IsBanned());
        _driver.Receive(_attacker, GossipTopic.Vote, 1);
        Assert.Empty(_driver.Take());
        Assert.Null(_driver.Core.ScoreOf(_attacker));
    }

    [Theory]
    [InlineData(10, 0, false)]
    [InlineData(20, -4_000, false)]
    [InlineData(21, -4_840, false)]
    [InlineData(31, 0, true)]
    public void Neighbours_AboveTen_AreWorthLess(int count, int score, bool isClosed)
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= count; peer++)
        {
            driver.Connect(peer, isOutbound: false, group: 77);
        }
        ConnectionId validator = driver.Connect(100, stakePpm: 10_000, group: 77);
        driver.Pass(700);
        bool anyClosed = driver.Take().Exists(effect =>
            effect is { Kind: GossipEffectKind.Close, Offence: GossipOffence.Colocation });
        Assert.Equal(isClosed, anyClosed);
        if (!isClosed)
        {
            Assert.Equal(score, driver.Core.ScoreOf(new ConnectionId(3)));
        }
        Assert.Equal(15, driver.Core.ScoreOf(validator));
    }

    private bool IsBanned()
    {
        NoteBan();
        return _banned;
    }

    private void NoteBan()
    {
        List<GossipEffect> effects = _driver.Take();
        foreach (GossipEffect effect in effects)
        {
            if (effect.Kind == GossipEffectKind.Ban)
            {
                Assert.Equal(_attacker, effect.Connection);
                Assert.NotEqual(GossipOffence.None, effect.Offence);
                _banned = true;
            }
            else if (effect.Kind == GossipEffectKind.Validate)
            {
                _driver.Requeue(effect);
            }
        }
    }

    private GossipId[] Invent(int count)
    {
        byte[] bytes = new byte[GossipId.Bytes];
        GossipId[] ids = new GossipId[count];
        for (int index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, ++_number);
            ids[index] = new GossipId(bytes);
        }
        return ids;
    }
}
