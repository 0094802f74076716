using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.TestKit.Simulation;

public sealed class SimulatedCryptoTests
{
    private static readonly VoteSignRequest s_vote = new(VoteKind.Precommit, 0, 73, new Hash256(new byte[32]));

    private readonly SimulatedCrypto _crypto = new(SimulatedGenesis.Create([1, 1, 1, 1]), 1, countsMessages: false);

    [Fact]
    public void AggregateOfSignatures_IsACertificateOfTheirSigners()
    {
        Assert.True(_crypto.TryAggregate([SignatureOf(0), SignatureOf(1), SignatureOf(2)], out BlsSignature sum));
        Assert.True(_crypto.VerifyCertificate(CertificateOf([0b0111], sum)));
        Assert.False(_crypto.VerifyCertificate(CertificateOf([0b1111], sum)));
    }

    // What would be the same bit up in one signature and down in another leaves their sum as it was.
    [Fact]
    public void FlippedBits_NeverMakeAnotherElement()
    {
        for (int bit = 0; bit < BlsSignature.Bytes * 8; bit++)
        {
            BlsSignature changed = Flipped(SignatureOf(0), bit);

            Assert.False(_crypto.TryAggregate([changed, SignatureOf(1)], out BlsSignature _));
            Assert.False(_crypto.VerifyVote(new Vote(VoteKind.Precommit, 0, 73, s_vote.BlockHash, 0, changed)));
        }
    }

    private static BlsSignature Flipped(BlsSignature signature, int bit)
    {
        byte[] bytes = signature.Span.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new BlsSignature(bytes);
    }

    private static QuorumCertificate CertificateOf(byte[] bitmap, BlsSignature sum) =>
        new(VoteKind.Precommit, 0, 73, s_vote.BlockHash, bitmap, sum);

    private BlsSignature SignatureOf(ushort key) => new(_crypto.Sign(key, s_vote));
}
