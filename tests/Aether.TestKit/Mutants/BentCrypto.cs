using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.TestKit.Mutants;

/// <summary>Signature checks of which some are not made.</summary>
public sealed class BentCrypto(IConsensusCrypto inner) : IConsensusCrypto
{
    /// <summary>Votes are taken as they come.</summary>
    public bool TrustsVotes { get; init; }

    /// <summary>Timeouts are taken as they come.</summary>
    public bool TrustsTimeouts { get; init; }

    /// <summary>Aggregates of votes are taken as they come.</summary>
    public bool TrustsCertificates { get; init; }

    /// <summary>Aggregates of timeouts are taken as they come.</summary>
    public bool TrustsTimeoutCertificates { get; init; }

    /// <summary>Headers are taken as they come.</summary>
    public bool TrustsHeaders { get; init; }

    /// <summary>Any payload fits any header.</summary>
    public bool TrustsPayloads { get; init; }

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => TrustsVotes || inner.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => TrustsTimeouts || inner.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) =>
        TrustsCertificates || inner.VerifyCertificate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) =>
        TrustsTimeoutCertificates || inner.VerifyTimeoutCertificate(certificate);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate) =>
        inner.TryAggregate(signatures, out aggregate);

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) => TrustsHeaders || inner.VerifyHeader(header);

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) => TrustsPayloads || inner.VerifyPayload(header, payload);

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) =>
        inner.VerifyVrf(validator, alpha, proof, output);
}
