using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class ConsensusRulesTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly ConsensusRules _rules = new();
    private readonly SafetyRecord _initial;
    private readonly Header _first;
    private readonly QuorumCertificate _certificate;

    public ConsensusRulesTests()
    {
        _initial = SafetyRecord.Initial(_forge.Root);
        _first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1).Header;
        _certificate = _forge.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
    }

    [Theory]
    [InlineData(2, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(2, 4, false)]
    [InlineData(3, 4, true)]
    [InlineData(4, 6, false)]
    [InlineData(5, 7, true)]
    [InlineData(6, 10, false)]
    [InlineData(7, 10, true)]
    public void IsQuorum_IsStrictlyMoreThanTwoThirds(uint weight, uint total, bool expected) =>
        Assert.Equal(expected, _rules.IsQuorum(weight, total));

    [Fact]
    public void IsJustified_WithoutTimeout_NeedsTheViewBefore()
    {
        Header next = _forge.Block(_first, _certificate, 2).Header;

        Assert.True(_rules.IsJustified(next));
        Assert.False(_rules.IsJustified(next with { View = 3 }));
        Assert.False(_rules.IsJustified(next with { View = 1 }));
        Assert.False(_rules.IsJustified(next with { View = 0 }));
        Assert.False(_rules.IsJustified(next with { ParentHash = _forge.Genesis.Hash }));
    }

    [Fact]
    public void IsJustified_WithTimeout_NeedsItsHighestCertificate()
    {
        TimeoutCertificate low = _forge.TimeoutCertificate(4, _forge.Root, 0, 1, 2);
        TimeoutCertificate high = _forge.TimeoutCertificate(4, _certificate, 0, 1, 2);

        Assert.True(_rules.IsJustified(_forge.Block(_first, _certificate, 5, low).Header));
        Assert.True(_rules.IsJustified(_forge.Block(_first, _certificate, 5, high).Header));
        Assert.False(_rules.IsJustified(_forge.Block(_forge.GenesisHeader, _forge.Root, 5, high).Header));
        Assert.False(_rules.IsJustified(_forge.Block(_first, _certificate, 6, high).Header));
        Assert.False(_rules.IsJustified(_forge.Block(_first, _certificate, 4, high).Header));
    }

    [Fact]
    public void Propose_OncePerView()
    {
        SafetyRecord record = _rules.AfterPropose(_initial, 3, _first.Hash);

        Assert.True(_rules.MayPropose(_initial, 1, _first.Hash));
        Assert.True(_rules.MayPropose(record, 3, _first.Hash));
        Assert.False(_rules.MayPropose(record, 3, _forge.Genesis.Hash));
        Assert.False(_rules.MayPropose(record, 2, _first.Hash));
        Assert.True(_rules.MayPropose(record, 4, _forge.Genesis.Hash));
    }

    [Fact]
    public void Prevote_OncePerViewAndNeverBack()
    {
        Header second = _forge.Block(_first, _certificate, 2).Header;
        SafetyRecord record = _rules.AfterPrevote(_initial, second);

        Assert.Equal(_certificate, record.HighCertificate);
        Assert.True(_rules.MayPrevote(record, 2, second.Hash));
        Assert.False(_rules.MayPrevote(record, 2, _first.Hash));
        Assert.False(_rules.MayPrevote(record, 1, _first.Hash));
        Assert.True(_rules.MayPrevote(record, 3, _first.Hash));
    }

    [Fact]
    public void Timeout_BlocksPrevoteAndPrecommitOfItsView()
    {
        SafetyRecord record = _rules.AfterTimeout(_initial, 2);

        Assert.False(_rules.MayPrevote(record, 2, _first.Hash));
        Assert.False(_rules.MayPrecommit(record, 2, _first.Hash));
        Assert.False(_rules.MayPrevote(record, 1, _first.Hash));
        Assert.True(_rules.MayPrevote(record, 3, _first.Hash));
        Assert.True(_rules.MayPrecommit(record, 3, _first.Hash));
    }

    [Fact]
    public void Timeout_AfterAPrevoteOfItsView_KeepsThePrevoteButAllowsNoOther()
    {
        SafetyRecord record = _rules.AfterTimeout(_rules.AfterPrevote(_initial, _first), 1);

        Assert.Equal(_first.Hash, record.PrevotedHash);
        Assert.False(_rules.MayPrevote(record, 1, _first.Hash));
        Assert.True(_rules.MayTimeout(record, 1));
    }

    [Fact]
    public void Timeout_NeverBelowAVote()
    {
        SafetyRecord record = _rules.AfterPrevote(_initial, _first with { View = 5 });

        Assert.False(_rules.MayTimeout(record, 4));
        Assert.True(_rules.MayTimeout(record, 5));
    }

    [Fact]
    public void Precommit_RaisesTheLock_OncePerView()
    {
        SafetyRecord record = _rules.AfterPrecommit(_initial, _certificate);

        Assert.Equal(_certificate, record.HighCertificate);
        Assert.True(_rules.MayPrecommit(record, 1, _first.Hash));
        Assert.False(_rules.MayPrecommit(record, 1, _forge.Genesis.Hash));
    }

    [Fact]
    public void Raise_NeverLowers()
    {
        SafetyRecord record = _rules.Raise(_initial, _certificate);

        Assert.Equal(_certificate, record.HighCertificate);
        Assert.Same(record, _rules.Raise(record, _forge.Root));
    }

    [Fact]
    public void IsTwoChain_NeedsChildInTheNextView()
    {
        Header second = _forge.Block(_first, _certificate, 2).Header;

        Assert.True(_rules.IsTwoChain(_first, second));
        Assert.False(_rules.IsTwoChain(_first, second with { View = 3 }));
        Assert.False(_rules.IsTwoChain(_forge.GenesisHeader, second));
    }
}
