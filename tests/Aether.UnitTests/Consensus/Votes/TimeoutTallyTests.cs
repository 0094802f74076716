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
        Assert.Null(_tally.Add(_forge.Timeout(4, _high, 2)));
        Assert.Null(_tally.Add(_forge.Timeout(4, _forge.Root, 0)));

        TimeoutCertificate? certificate = _tally.Add(_forge.Timeout(4, _forge.Root, 3));

        Assert.NotNull(certificate);
        Assert.Equal([0UL, 1UL], certificate.Groups.Select(group => group.HighView));
        Assert.Equal([0b1001], certificate.Groups[0].Bitmap);
        Assert.Equal([0b0100], certificate.Groups[1].Bitmap);
        Assert.Equal(_high, certificate.HighCertificate);
        Assert.True(_forge.Crypto.VerifyTimeoutCertificate(certificate));
    }

    [Fact]
    public void Add_SameValidatorTwice_CountsOnce()
    {
        for (int index = 0; index < 5; index++)
        {
            Assert.Null(_tally.Add(_forge.Timeout(4, _forge.Root, 0)));
            Assert.Null(_tally.Add(_forge.Timeout(4, _high, 0)));
        }
        Assert.Equal((UInt128)10, _tally.WeightOf(4));
    }

    [Fact]
    public void Contains_AndWeightOf_AreByView()
    {
        _tally.Add(_forge.Timeout(4, _forge.Root, 1));

        Assert.True(_tally.Contains(4, 1));
        Assert.False(_tally.Contains(4, 2));
        Assert.False(_tally.Contains(5, 1));
        Assert.Equal((UInt128)10, _tally.WeightOf(4));
        Assert.Equal((UInt128)0, _tally.WeightOf(5));
    }

    [Fact]
    public void Prune_ForgetsViewsBelow()
    {
        _tally.Add(_forge.Timeout(4, _forge.Root, 1));
        _tally.Add(_forge.Timeout(5, _forge.Root, 1));

        _tally.Prune(5);

        Assert.False(_tally.Contains(4, 1));
        Assert.True(_tally.Contains(5, 1));
    }
}
