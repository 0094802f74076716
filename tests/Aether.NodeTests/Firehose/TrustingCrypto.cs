using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.NodeTests.Firehose;

/// <summary>Takes every signature for a valid one.</summary>
internal sealed class TrustingCrypto : IConsensusCrypto, IConsensusCryptoFactory
{
    public IConsensusCrypto Create(EpochContext epoch) => this;

    public bool VerifyVote(Vote vote) => true;

    public bool VerifyTimeout(TimeoutVote timeout) => true;

    public bool VerifyCertificate(QuorumCertificate certificate) => true;

    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => true;

    public bool VerifyHeader(SignedHeader header) => true;

    public bool VerifyPayload(Header header, byte[] payload) => true;

    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        aggregate = default;
        return true;
    }

    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output)
    {
        output.Clear();
        return true;
    }
}
