using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The checks of one epoch: keyed hashes in place of signatures; payloads are checked for real.</summary>
internal sealed class HashedCrypto(IConsensusCrypto hashes) : IConsensusCrypto
{
    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => hashes.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => hashes.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => hashes.VerifyCertificate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) =>
        hashes.VerifyTimeoutCertificate(certificate);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate) =>
        hashes.TryAggregate(signatures, out aggregate);

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) =>
        hashes.VerifyHeader(header);

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length
        && Ace.TryDecode(payload, out BlockPayload block, out DecodeError _)
        && PayloadCommitment.PayloadRoot(block) == header.PayloadRoot
        && PayloadCommitment.EvidenceRoot(block.Evidence) == header.EvidenceRoot;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) =>
        hashes.VerifyVrf(validator, alpha, proof, output);
}
