using Aether.Consensus.LightClient;
using Aether.Core.Types;
using Aether.Crypto.Certificates;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.LightClient;

public sealed class CertificateCryptoTests
{
    private readonly KeyedEpochs _chain = new("aether-light", [1, 2, 3], [4, 5]);

    [Fact]
    public void Certificates_VerifyByTheCommittee_NothingElseDoes()
    {
        Assert.True(Committee.TryCreate(_chain.SetOf(0), _chain.Genesis.Hash, out Committee? committee, out _));
        CertificateCrypto crypto = new(committee);
        Header header = _chain.Epochs[0].First;
        QuorumCertificate certificate = _chain.Certify(VoteKind.Prevote, header, 0, 2);
        Assert.True(crypto.VerifyCertificate(certificate));
        Assert.False(crypto.VerifyCertificate(certificate with { Bitmap = [7] }));
        Vote vote = new(VoteKind.Prevote, 0, header.View, header.Hash, 1,
            _chain.Certify(VoteKind.Prevote, header, 1).Signature);
        Assert.True(crypto.VerifyVote(vote));
        Assert.False(crypto.VerifyVote(vote with { Voter = 0 }));
        Assert.False(crypto.VerifyHeader(new SignedHeader(header, 0, [])));
        Assert.False(crypto.VerifyPayload(header, []));
        Assert.False(crypto.VerifyVrf(0, [], default, new byte[64]));
        Assert.False(crypto.TryAggregate([vote.Signature], out _));
    }
}
