using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>The checks of an epoch, with payloads that are read once for consensus and execution.</summary>
internal sealed class PayloadCrypto(IConsensusCrypto inner, CheckedPayloads payloads) : IConsensusCrypto
{
    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => inner.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => inner.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => inner.VerifyCertificate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) =>
        inner.VerifyTimeoutCertificate(certificate);

    /// <inheritdoc/>
    public CertificateError CheckCertificate(QuorumCertificate certificate) => inner.CheckCertificate(certificate);

    /// <inheritdoc/>
    public CertificateError CheckTimeoutCertificate(TimeoutCertificate certificate) =>
        inner.CheckTimeoutCertificate(certificate);

    /// <inheritdoc/>
    public void VerifyVotes(IReadOnlyList<Vote> votes, Span<bool> verdicts) => inner.VerifyVotes(votes, verdicts);

    /// <inheritdoc/>
    public void VerifyTimeouts(IReadOnlyList<TimeoutVote> timeouts, Span<bool> verdicts) =>
        inner.VerifyTimeouts(timeouts, verdicts);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate) =>
        inner.TryAggregate(signatures, out aggregate);

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) => inner.VerifyHeader(header);

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length && payloads.Read(payload)?.IsOf(header) == true;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) =>
        inner.VerifyVrf(validator, alpha, proof, output);
}
