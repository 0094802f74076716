using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

public sealed class CertificateCheckerTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly CertificateChecker _checker;
    private readonly QuorumCertificate _valid;

    public CertificateCheckerTests()
    {
        _checker = new CertificateChecker(_forge.Genesis.Validators, _forge.Crypto, new ConsensusRules(), _forge.Root);
        Header first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1).Header;
        _valid = _forge.Certificate(VoteKind.Prevote, first, 0, 1, 2);
    }

    [Fact]
    public void IsValid_TakesTheRootAndNoOtherCertificateWithoutSigners()
    {
        Assert.True(_checker.IsValid(_forge.Root));
        Assert.False(_checker.IsValid(_forge.Root with { View = 1 }));
        Assert.False(_checker.IsValid(_forge.Root with { BlockHash = _forge.Genesis.Hash }));
        Assert.False(_checker.IsValid(_forge.Root with { Epoch = 1 }));
        Assert.False(_checker.IsValid(_forge.Root with { Kind = VoteKind.Precommit }));
        Assert.False(_checker.IsValid(_valid with { Bitmap = [] }));
    }

    [Fact]
    public void IsValid_ChecksWeightFormAndSignature()
    {
        Assert.True(_checker.IsValid(_valid));
        Assert.False(_checker.IsValid(_valid with { Bitmap = [0b0011] }));
        Assert.False(_checker.IsValid(_valid with { Bitmap = [0b1111] }));
        Assert.False(_checker.IsValid(_valid with { Bitmap = [0b10111] }));
        Assert.False(_checker.IsValid(_valid with { Bitmap = [0b0111, 0] }));
        Assert.False(_checker.IsValid(_valid with { View = 2 }));
        Assert.False(_checker.IsValid(_valid with { Epoch = 1 }));
        Assert.False(_checker.IsValid(_valid with { Signature = default }));
    }

    [Fact]
    public void IsValid_TheCacheDoesNotCoverATamperedCopy()
    {
        _checker.Trust(_valid);

        Assert.True(_checker.IsValid(_valid));
        Assert.False(_checker.IsValid(_valid with { Signature = default }));
        Assert.False(_checker.IsValid(_valid with { View = 2 }));
    }

    [Fact]
    public void IsValid_TimeoutCertificate_NeedsAQuorumOfDistinctSigners()
    {
        TimeoutCertificate certificate = _forge.TimeoutCertificate(3, _valid, 1, 2, 3);

        Assert.True(_checker.IsValid(certificate));
        Assert.True(_checker.IsValid(certificate));
        Assert.False(_checker.IsValid(_forge.TimeoutCertificate(3, _valid, 1, 2)));
        Assert.False(_checker.IsValid(certificate with { View = 4 }));
        Assert.False(_checker.IsValid(certificate with { Epoch = 1 }));
        Assert.False(_checker.IsValid(certificate with { Groups = [] }));
        Assert.False(_checker.IsValid(certificate with
        {
            Groups = [certificate.Groups[0] with { HighView = 0 }, certificate.Groups[0]],
        }));
    }

    [Fact]
    public void IsValid_TimeoutCertificate_ChecksTheCertificateInside()
    {
        TimeoutCertificate certificate = _forge.TimeoutCertificate(3, _valid, 1, 2, 3);

        Assert.False(_checker.IsValid(certificate with { HighCertificate = _valid with { Bitmap = [0b0011] } }));
        QuorumCertificate precommit = _valid with { Kind = VoteKind.Precommit };
        Assert.False(_checker.IsValid(certificate with { HighCertificate = precommit }));
        Assert.False(_checker.IsValid(certificate with { HighCertificate = _forge.Root }));
        Assert.False(_checker.IsValid(_forge.TimeoutCertificate(1, _valid, 1, 2, 3)));
    }

    [Fact]
    public void IsValid_TimeoutCertificate_UnsortedGroups_IsRefused()
    {
        TimeoutGroup low = new(0, [0b0001]);
        TimeoutGroup high = new(1, [0b0110]);
        TimeoutVote[] votes =
        [
            _forge.Timeout(3, _forge.Root, 0), _forge.Timeout(3, _valid, 1), _forge.Timeout(3, _valid, 2),
        ];
        _forge.Crypto.TryAggregate([.. votes.Select(vote => vote.Signature)], out BlsSignature sum);

        Assert.True(_checker.IsValid(new TimeoutCertificate(0, 3, [low, high], sum, _valid)));
        Assert.False(_checker.IsValid(new TimeoutCertificate(0, 3, [high, low], sum, _valid)));
        Assert.False(_checker.IsValid(new TimeoutCertificate(0, 3, [low, high], sum, _forge.Root)));
    }
}
