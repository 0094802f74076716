using Aether.Consensus.Slashing;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class EvidencePartsTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10, 10, 10, 10, 10, 10);

    [Fact]
    public void Aggregate_OfOne_IsACertificateThatVerifies()
    {
        Vote vote = _forge.Vote(VoteKind.Precommit, 3, _forge.GenesisHeader.Hash, 8);
        TimeoutVote timeout = _forge.Timeout(3, _forge.Root, 8);

        QuorumCertificate votes = EvidenceParts.Aggregate(vote, 9);
        TimeoutCertificate timeouts = EvidenceParts.Aggregate(timeout, 9);

        Assert.Equal([0, 1], votes.Bitmap);
        Assert.True(_forge.Crypto.VerifyCertificate(votes));
        Assert.Equal([0, 1], Assert.Single(timeouts.Groups).Bitmap);
        Assert.True(_forge.Crypto.VerifyTimeoutCertificate(timeouts));
        Assert.True(EvidenceParts.IsStripped(timeouts));
    }

    [Fact]
    public void BothOrdersOfTwoSides_AreOnePiece()
    {
        QuorumCertificate one = _forge.Certificate(VoteKind.Prevote, _forge.GenesisHeader, 1);
        QuorumCertificate other = one with { BlockHash = _forge.Genesis.Hash };
        SignedHeader first = new(_forge.GenesisHeader, 0, []);
        SignedHeader second = new(_forge.GenesisHeader with { View = 1 }, 0, []);

        Assert.Equal(EvidenceParts.DoubleVote(one, other), EvidenceParts.DoubleVote(other, one));
        Assert.Equal(EvidenceParts.DoubleProposal(first, second), EvidenceParts.DoubleProposal(second, first));
    }

    [Fact]
    public void Amnesia_DropsTheUnsignedCertificate()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _forge.GenesisHeader, 1);
        QuorumCertificate high = _forge.Certificate(VoteKind.Prevote, _forge.GenesisHeader, 0, 1, 2, 3, 4, 5, 6);
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(5, high, 1);

        Amnesia? part = EvidenceParts.Amnesia(commit, null, timeouts).Amnesia;

        Assert.False(EvidenceParts.IsStripped(timeouts));
        Assert.Equal(QuorumCertificate.Root(0, 0, Hash256.Zero), part?.Timeouts.HighCertificate);
        Assert.True(_forge.Crypto.VerifyTimeoutCertificate(part!.Timeouts));
    }

    [Fact]
    public void InvalidVote_HoldsVoteAndHeader()
    {
        QuorumCertificate vote = _forge.Certificate(VoteKind.Prevote, _forge.GenesisHeader, 1);

        Evidence evidence = EvidenceParts.InvalidVote(vote, _forge.GenesisHeader);

        Assert.Equal((vote, _forge.GenesisHeader), (evidence.InvalidVote?.Vote, evidence.InvalidVote?.Header));
    }
}
