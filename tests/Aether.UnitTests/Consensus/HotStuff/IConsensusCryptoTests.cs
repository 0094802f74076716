using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class IConsensusCryptoTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);

    [Fact]
    public void WithoutBetterKnowledge_ManyAreCheckedOneByOne()
    {
        CountingCrypto counting = new(_forge.Crypto);
        Hash256 hash = _forge.GenesisHeader.Hash;
        Vote good = _forge.Vote(VoteKind.Prevote, 1, hash, 1);
        TimeoutVote timeout = _forge.Timeout(1, _forge.Root, 1);
        bool[] votes = new bool[2];
        bool[] timeouts = new bool[2];

        ((IConsensusCrypto)counting).VerifyVotes([good, good with { Voter = 2 }], votes);
        ((IConsensusCrypto)_forge.Crypto).VerifyTimeouts([timeout with { Voter = 2 }, timeout], timeouts);

        Assert.Equal([true, false], votes);
        Assert.Equal([false, true], timeouts);
        Assert.Equal(2, counting.Votes);
    }

    [Fact]
    public void WithoutBetterKnowledge_TheOnlyReasonIsTheSignature()
    {
        IConsensusCrypto crypto = _forge.Crypto;
        QuorumCertificate certificate = _forge.Certificate(VoteKind.Prevote, _forge.GenesisHeader, 0, 1, 2);
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(3, _forge.Root, 0, 1, 2);

        Assert.Equal(CertificateError.None, crypto.CheckCertificate(certificate));
        Assert.Equal(CertificateError.WrongSignature, crypto.CheckCertificate(certificate with { View = 9 }));
        Assert.Equal(CertificateError.None, crypto.CheckTimeoutCertificate(timeouts));
        Assert.Equal(CertificateError.WrongSignature, crypto.CheckTimeoutCertificate(timeouts with { View = 9 }));
    }
}
