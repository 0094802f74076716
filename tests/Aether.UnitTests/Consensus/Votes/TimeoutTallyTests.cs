using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

public sealed class TimeoutTallyTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly TimeoutTally _tally;
    private readonly QuorumCertificate _high;

    public TimeoutTallyTests()
    {
        _tally = new TimeoutTally(_forge.Genesis.Validators, _forge.Crypto, new ConsensusRules());
        Header first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1).Header;
        _high = _forge.Certificate(VoteKind.Prevote, first, 0, 1, 2);
    }

    [Fact]
    public void Add_Quorum_GivesGroupsByHighViewAndTheHighestCertificate()
    {
        Assert.Null(Add(_forge.Timeout(4, _high, 2)).Certificate);
        Assert.Null(Add(_forge.Timeout(4, _forge.Root, 0)).Certificate);

        TimeoutCertificate? certificate = Add(_forge.Timeout(4, _forge.Root, 3)).Certificate;

        Assert.NotNull(certificate);
        Assert.Equal([0UL, 1UL], certificate.Groups.Select(group => group.HighView));
        Assert.Equal([0b1001], certificate.Groups[0].Bitmap);
        Assert.Equal([0b0100], certificate.Groups[1].Bitmap);
        Assert.Equal(_high, certificate.HighCertificate);
        Assert.True(_forge.Crypto.VerifyTimeoutCertificate(certificate));
        Assert.Null(Add(_forge.Timeout(4, _forge.Root, 1)).Certificate);
    }

    [Fact]
    public void Add_SameValidatorTwice_CountsOnce()
    {
        for (int index = 0; index < 5; index++)
        {
            Assert.Null(Add(_forge.Timeout(4, _forge.Root, 0)).Certificate);
            Assert.Null(Add(_forge.Timeout(4, _high, 0)).Certificate);
        }
        Assert.Equal(1, _tally.Count);
        Add(_forge.Timeout(4, _forge.Root, 1));
        Assert.Equal((UInt128)20, _tally.WeightOf(4));
    }

    [Fact]
    public void WeightOf_IsThatOfCheckedTimeouts_WhichAreCheckedTogetherWhenTheyMatter()
    {
        CountingCrypto crypto = new(_forge.Crypto);
        TimeoutTally tally = new(_forge.Genesis.Validators, crypto, new ConsensusRules());

        tally.Add(_forge.Timeout(4, _forge.Root, 1), 1);
        Assert.Equal(((UInt128)0, 0), (tally.WeightOf(4), crypto.TimeoutBatches));
        tally.Add(_forge.Timeout(4, _forge.Root, 2), 2);
        Assert.Equal(((UInt128)20, 1), (tally.WeightOf(4), crypto.TimeoutBatches));
        tally.Add(_forge.Timeout(4, _forge.Root, 3), 3);
        Assert.Equal(((UInt128)30, 2), (tally.WeightOf(4), crypto.TimeoutBatches));
        tally.Add(_forge.Timeout(4, _forge.Root, 0), 0);
        Assert.Equal((2, 0), (crypto.TimeoutBatches, crypto.Timeouts));
        Assert.Equal((UInt128)0, tally.WeightOf(5));
    }

    [Fact]
    public void Add_BadTimeouts_AreDroppedAndTheirSenderNamed()
    {
        Assert.Empty(_tally.Add(Forged(0), peer: 3).Liars);

        TimeoutOutcome outcome = Add(_forge.Timeout(4, _forge.Root, 1));

        Assert.Equal([(ushort)3], outcome.Liars);
        Assert.Equal((UInt128)10, _tally.WeightOf(4));
        Assert.True(Add(_forge.Timeout(4, _forge.Root, 0)).IsCounted);
        Assert.NotNull(Add(_forge.Timeout(4, _forge.Root, 2)).Certificate);
    }

    [Fact]
    public void Add_PlaceTakenByABadTimeout_IsGivenToTheRealOne()
    {
        _tally.Add(Forged(0), peer: 3);

        TimeoutOutcome real = Add(_forge.Timeout(4, _forge.Root, 0));
        TimeoutOutcome forged = _tally.Add(Forged(0) with { HighView = 1, HighCertificate = _high }, peer: 3);

        Assert.True(real.IsCounted);
        Assert.Equal([(ushort)3], real.Liars);
        Assert.Same(TimeoutOutcome.Nothing, Add(_forge.Timeout(4, _forge.Root, 0)));
        Assert.Equal([(ushort)3], forged.Liars);
    }

    [Fact]
    public void Add_BadTimeoutWithAHighCertificate_DoesNotRaiseTheCertificateOfTheRest()
    {
        _tally.Add(Forged(3) with { HighView = 1, HighCertificate = _high }, peer: 3);
        Add(_forge.Timeout(4, _forge.Root, 0));
        Add(_forge.Timeout(4, _forge.Root, 1));

        TimeoutCertificate? certificate = Add(_forge.Timeout(4, _forge.Root, 2)).Certificate;

        Assert.Equal(_forge.Root, certificate?.HighCertificate);
    }

    [Fact]
    public void Add_KeepsNoUncheckedEntry_AndOneCertificateForEachView()
    {
        TimeoutCertificate large = _forge.TimeoutCertificate(3, _high, 0, 1, 2);
        for (ushort voter = 0; voter < 4; voter++)
        {
            Add(_forge.Timeout(4, _high, voter, new EntryCertificate(null, large)));
        }

        Assert.All(_tally.From(0), timeout => Assert.Null(timeout.Entry.Timeout));
        Assert.Equal(1, _tally.HighCount);
        _tally.Prune(5);
        Assert.Equal((0, 0, 0), (_tally.HighCount, _tally.Count, _tally.SlotCount));
    }

    [Fact]
    public void TimeoutsAreFoundByViewAndVoter()
    {
        Add(_forge.Timeout(4, _forge.Root, 1));
        Add(_forge.Timeout(6, _forge.Root, 1));
        TimeoutVote other = _forge.Timeout(6, _forge.Root, 2);

        Assert.Equal([4UL, 6UL], _tally.Of(1, 3).Select(timeout => timeout.View));
        Assert.Equal([6UL], _tally.Of(1, 5).Select(timeout => timeout.View));
        Assert.Empty(_tally.Of(2, 0));
        Assert.Equal(2, _tally.From(0).Count);
        Assert.True(_tally.IsKnown(_forge.Timeout(4, _forge.Root, 1)));
        Assert.False(_tally.IsKnown(other));
        Assert.True(_tally.Verify(other));
        Assert.False(_tally.Verify(other with { Signature = default }));
    }

    [Fact]
    public void Prune_ForgetsViewsBelow()
    {
        Add(_forge.Timeout(4, _forge.Root, 1));
        Add(_forge.Timeout(5, _forge.Root, 1));

        _tally.Prune(5);

        Assert.False(_tally.IsKnown(_forge.Timeout(4, _forge.Root, 1)));
        Assert.True(_tally.IsKnown(_forge.Timeout(5, _forge.Root, 1)));
    }

    private TimeoutVote Forged(ushort voter) => _forge.Timeout(4, _forge.Root, voter) with { Signature = default };

    private TimeoutOutcome Add(TimeoutVote timeout) => _tally.Add(timeout, timeout.Voter);
}
