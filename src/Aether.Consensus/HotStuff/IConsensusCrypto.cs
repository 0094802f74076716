using Aether.Consensus.Votes;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// The signature checks of consensus. One implementation is real, the other belongs to the simulator.
/// </summary>
/// <remarks>Weights are not its business: the core counts stake itself. No input throws.</remarks>
public interface IConsensusCrypto
{
    /// <summary>One vote's signature.</summary>
    bool VerifyVote(Vote vote);

    /// <summary>One timeout's own signature, without its certificates.</summary>
    bool VerifyTimeout(TimeoutVote timeout);

    /// <summary>A certificate's aggregate signature by exactly the signers in its canonical bitmap.</summary>
    bool VerifyCertificate(QuorumCertificate certificate);

    /// <summary>A timeout certificate's aggregate signature over its groups, without the certificate inside.</summary>
    bool VerifyTimeoutCertificate(TimeoutCertificate certificate);

    /// <summary><see cref="VerifyCertificate"/> with the reason.</summary>
    CertificateError CheckCertificate(QuorumCertificate certificate) =>
        VerifyCertificate(certificate) ? CertificateError.None : CertificateError.WrongSignature;

    /// <summary><see cref="VerifyTimeoutCertificate"/> with the reason.</summary>
    CertificateError CheckTimeoutCertificate(TimeoutCertificate certificate) =>
        VerifyTimeoutCertificate(certificate) ? CertificateError.None : CertificateError.WrongSignature;

    /// <summary>
    /// Decides prevotes or precommits of distinct validators that are all for one block in one view: one verdict each,
    /// and each accepted vote verifies by itself.
    /// </summary>
    void VerifyVotes(IReadOnlyList<Vote> votes, Span<bool> verdicts)
    {
        for (int index = 0; index < votes.Count; index++)
        {
            verdicts[index] = VerifyVote(votes[index]);
        }
    }

    /// <summary>Decides the signatures of timeouts of one view by distinct validators: one verdict each.</summary>
    void VerifyTimeouts(IReadOnlyList<TimeoutVote> timeouts, Span<bool> verdicts)
    {
        for (int index = 0; index < timeouts.Count; index++)
        {
            verdicts[index] = VerifyTimeout(timeouts[index]);
        }
    }

    /// <summary>The sum of signatures; false when one is no group element.</summary>
    bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate);

    /// <summary>The proposer's KES signature over the header's hash at the period of its epoch.</summary>
    bool VerifyHeader(SignedHeader header);

    /// <summary>True when the payload is the one the header commits to.</summary>
    /// <remarks>
    /// The header's signature does not cover the payload itself: without this check anyone could pair a header with a
    /// wrong payload, and the block would be known as invalid where that pair arrives first.
    /// </remarks>
    bool VerifyPayload(Header header, byte[] payload);

    /// <summary>A VRF proof of a validator; gives the 64-byte output.</summary>
    bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output);
}
