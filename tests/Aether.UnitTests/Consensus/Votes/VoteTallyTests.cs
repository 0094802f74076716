using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

public sealed class VoteTallyTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly VoteTally _tally;
    private readonly Hash256 _block;
    private readonly Hash256 _other;

    public VoteTallyTests()
    {
        _tally = new VoteTally(_forge.Genesis.Validators, _forge.Crypto, new ConsensusRules());
        _block = _forge.GenesisHeader.Hash;
        _other = _forge.Genesis.Hash;
    }

    [Fact]
    public void Add_ThirdOfFour_CompletesTheCertificate()
    {
        Assert.Null(Add(0).Certificate);
        Assert.Null(Add(3).Certificate);

        QuorumCertificate certificate = Assert.IsType<QuorumCertificate>(Add(1).Certificate);

        Assert.Equal([0b1011], certificate.Bitmap);
        Assert.Equal(VoteKind.Prevote, certificate.Kind);
        Assert.Equal(5UL, certificate.View);
        Assert.True(_forge.Crypto.VerifyCertificate(certificate));
    }

    [Fact]
    public void Add_RepeatedVotes_CountOnce()
    {
        for (int index = 0; index < 10; index++)
        {
            Assert.Null(Add(0).Certificate);
            Assert.Null(Add(1).Certificate);
        }
    }

    [Fact]
    public void Add_KindsViewsAndBlocks_AreCountedApart()
    {
        Add(0);
        Add(1);

        Assert.Null(_tally.Add(_forge.Vote(VoteKind.Precommit, 5, _block, 2)).Certificate);
        Assert.Null(_tally.Add(_forge.Vote(VoteKind.Prevote, 6, _block, 2)).Certificate);
        Assert.Null(_tally.Add(_forge.Vote(VoteKind.Prevote, 5, _other, 2)).Certificate);
        Assert.NotNull(Add(3).Certificate);
    }

    [Fact]
    public void Add_StakeDecides_NotTheNumberOfVotes()
    {
        VoteForge forge = new(70, 10, 10, 10);
        VoteTally tally = new(forge.Genesis.Validators, forge.Crypto, new ConsensusRules());

        Assert.Null(tally.Add(forge.Vote(VoteKind.Prevote, 5, _block, 1)).Certificate);
        Assert.Null(tally.Add(forge.Vote(VoteKind.Prevote, 5, _block, 2)).Certificate);
        Assert.Null(tally.Add(forge.Vote(VoteKind.Prevote, 5, _block, 3)).Certificate);
        Assert.NotNull(tally.Add(forge.Vote(VoteKind.Prevote, 5, _block, 0)).Certificate);
    }

    [Fact]
    public void Add_OneBadVote_DoesNotStopTheCertificate()
    {
        _tally.Add(_forge.Vote(VoteKind.Prevote, 5, _block, 0) with { Signature = default });
        Add(1);
        Assert.Null(Add(2).Certificate);

        QuorumCertificate certificate = Assert.IsType<QuorumCertificate>(Add(3).Certificate);

        Assert.Equal([0b1110], certificate.Bitmap);
    }

    [Fact]
    public void Add_PlaceTakenByABadVote_IsGivenToTheRealOne()
    {
        Vote stolen = _forge.Vote(VoteKind.Prevote, 5, _other, 0) with { Signature = default };
        Assert.False(_tally.Add(stolen).IsInvalid);
        Add(1);
        Add(2);

        VoteOutcome outcome = Add(0);

        Assert.False(outcome.IsEquivocation);
        Assert.Equal([0b0111], outcome.Certificate?.Bitmap);
    }

    [Fact]
    public void Add_BadVoteForATakenPlace_IsRefused()
    {
        Add(0);

        VoteOutcome outcome = _tally.Add(_forge.Vote(VoteKind.Prevote, 5, _other, 0) with { Signature = default });

        Assert.True(outcome.IsInvalid);
        Add(1);
        Assert.NotNull(Add(2).Certificate);
    }

    [Fact]
    public void Add_TwoBlocksOfOneValidator_AreAnEquivocationAndTheFirstCounts()
    {
        Add(0);

        VoteOutcome outcome = _tally.Add(_forge.Vote(VoteKind.Prevote, 5, _other, 0));

        Assert.True(outcome.IsEquivocation);
        Assert.Null(outcome.Certificate);
        Add(1);
        Assert.NotNull(Add(2).Certificate);
    }

    [Fact]
    public void Prune_ForgetsViewsBelow()
    {
        Add(0);
        Add(1);

        _tally.Prune(5);
        Assert.NotNull(Add(2).Certificate);
        _tally.Prune(6);
        Assert.Null(Add(2).Certificate);
    }

    private VoteOutcome Add(ushort voter) => _tally.Add(_forge.Vote(VoteKind.Prevote, 5, _block, voter));
}
