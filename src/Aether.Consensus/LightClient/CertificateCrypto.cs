using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Aether.Crypto.Certificates;

namespace Aether.Consensus.LightClient;

/// <summary>The checks of certificates alone: a light client judges no proposals, payloads or lotteries.</summary>
/// <remarks><b>Threads</b>: any. What is not a certificate never verifies.</remarks>
internal sealed class CertificateCrypto(Committee committee) : IConsensusCrypto
{
    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => committee.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => committee.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => committee.VerifyAggregate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => committee.VerifyAggregate(certificate);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        aggregate = default;
        return false;
    }

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) => false;

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) => false;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) => false;
}
