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

        Assert.Null(Add(_forge.Vote(VoteKind.Precommit, 5, _block, 2)).Certificate);
        Assert.Null(Add(_forge.Vote(VoteKind.Prevote, 6, _block, 2)).Certificate);
        Assert.Null(Add(_forge.Vote(VoteKind.Prevote, 5, _other, 2)).Certificate);
        Assert.NotNull(Add(3).Certificate);
    }

    [Fact]
    public void Add_StakeDecides_NotTheNumberOfVotes()
    {
        VoteForge forge = new(70, 10, 10, 10);
        VoteTally tally = new(forge.Genesis.Validators, forge.Crypto, new ConsensusRules());

        Assert.Null(Add(tally, forge.Vote(VoteKind.Prevote, 5, _block, 1)).Certificate);
        Assert.Null(Add(tally, forge.Vote(VoteKind.Prevote, 5, _block, 2)).Certificate);
        Assert.Null(Add(tally, forge.Vote(VoteKind.Prevote, 5, _block, 3)).Certificate);
        Assert.NotNull(Add(tally, forge.Vote(VoteKind.Prevote, 5, _block, 0)).Certificate);
    }

    [Fact]
    public void Add_OneBadVote_DoesNotStopTheCertificate()
    {
        Add(_forge.Vote(VoteKind.Prevote, 5, _block, 0) with { Signature = default });
        Add(1);
        VoteOutcome failed = Add(2);
        Assert.Null(failed.Certificate);
        Assert.Equal([(ushort)0], failed.Liars);

        QuorumCertificate certificate = Assert.IsType<QuorumCertificate>(Add(3).Certificate);

        Assert.Equal([0b1110], certificate.Bitmap);
    }

    [Fact]
    public void Add_PlaceTakenByABadVote_IsGivenToTheRealOne()
    {
        Vote stolen = _forge.Vote(VoteKind.Prevote, 5, _other, 0) with { Signature = default };
        Assert.Empty(_tally.Add(stolen, peer: 2).Liars);
        Add(1);
        Add(2);

        VoteOutcome outcome = Add(0);

        Assert.Null(outcome.Conflict);
        Assert.Equal([(ushort)2], outcome.Liars);
        Assert.Equal([0b0111], outcome.Certificate?.Bitmap);
    }

    [Fact]
    public void Add_BadVoteForATakenPlace_IsRefused()
    {
        Add(0);

        VoteOutcome outcome = Add(_forge.Vote(VoteKind.Prevote, 5, _other, 0) with { Signature = default });

        Assert.Equal([(ushort)0], outcome.Liars);
        Assert.False(outcome.IsCounted);
        Add(1);
        Assert.NotNull(Add(2).Certificate);
    }

    [Fact]
    public void Add_TwoBlocksOfOneValidator_AreAnEquivocationAndTheFirstCounts()
    {
        Add(0);

        VoteOutcome outcome = Add(_forge.Vote(VoteKind.Prevote, 5, _other, 0));

        Assert.Equal(_block, outcome.Conflict?.BlockHash);
        Assert.Null(outcome.Certificate);
        Add(1);
        Assert.NotNull(Add(2).Certificate);
    }

    [Fact]
    public void Add_AfterAContradiction_AsksForNoFurtherCheck()
    {
        CountingCrypto crypto = new(_forge.Crypto);
        VoteTally tally = new(_forge.Genesis.Validators, crypto, new ConsensusRules());
        Add(tally, _forge.Vote(VoteKind.Prevote, 5, _block, 0));
        Add(tally, _forge.Vote(VoteKind.Prevote, 5, _other, 0));
        int checks = crypto.Votes;

        for (int index = 0; index < 1_000; index++)
        {
            Hash256 third = new(BitConverter.GetBytes(index).Concat(new byte[28]).ToArray());
            Assert.Same(VoteOutcome.Nothing, Add(tally, _forge.Vote(VoteKind.Prevote, 5, third, 0)));
        }

        Assert.Equal(2, checks);
        Assert.Equal(checks, crypto.Votes);
        Assert.Equal(1, tally.Count);
    }

    [Fact]
    public void Add_QuorumWithoutBadVotes_IsOneCheck_AndLaterVotesAreNone()
    {
        CountingCrypto crypto = new(_forge.Crypto);
        VoteTally tally = new(_forge.Genesis.Validators, crypto, new ConsensusRules());
        for (ushort voter = 0; voter < 4; voter++)
        {
            Add(tally, _forge.Vote(VoteKind.Prevote, 5, _block, voter));
        }

        Assert.Equal((0, 1), (crypto.Votes, crypto.Certificates));
    }

    [Fact]
    public void Add_VotesOfOthersForAViewFarAhead_AreCheckedBeyondAFew()
    {
        VoteForge forge = new([.. Enumerable.Repeat(10u, 40)]);
        VoteTally tally = new(forge.Genesis.Validators, forge.Crypto, new ConsensusRules());
        List<ushort> liars = [];
        for (ushort voter = 0; voter < 40; voter++)
        {
            Vote forged = forge.Vote(VoteKind.Prevote, 60, _block, voter) with { Signature = default };
            liars.AddRange(tally.Add(forged, peer: 7, isNear: false).Liars);
        }

        Assert.Equal(4, tally.Count);
        Assert.Equal(36, liars.Count);
        Assert.All(liars, liar => Assert.Equal(7, liar));
    }

    [Fact]
    public void VotesAreFoundByViewAndByVoter()
    {
        Add(0);
        Add(1);
        Add(_forge.Vote(VoteKind.Precommit, 7, _block, 1));

        Assert.Equal(2, _tally.In(5, VoteKind.Prevote).Count);
        Assert.Empty(_tally.In(5, VoteKind.Precommit));
        Assert.Equal([5UL, 7UL], _tally.Of(1, 0, 9).Select(vote => vote.View));
        Assert.Equal([7UL], _tally.Of(1, 6, 9).Select(vote => vote.View));
        Assert.Empty(_tally.Of(2, 0, 9));
        Assert.All(_tally.In(5, VoteKind.Prevote), vote => Assert.True(_tally.Verify(vote)));
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

    private static VoteOutcome Add(VoteTally tally, Vote vote) => tally.Add(vote, vote.Voter);

    private VoteOutcome Add(Vote vote) => Add(_tally, vote);

    private VoteOutcome Add(ushort voter) => Add(_forge.Vote(VoteKind.Prevote, 5, _block, voter));
}
