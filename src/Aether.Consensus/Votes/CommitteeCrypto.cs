using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Aether.Crypto.Kes;
using Aether.Crypto.Merkle;
using Aether.Crypto.Vrf;

namespace Aether.Consensus.Votes;

/// <summary>The real signature checks of a validator set: BLS votes, KES headers, ECVRF proofs.</summary>
public sealed class CommitteeCrypto : IConsensusCrypto
{
    private readonly ValidatorSet _validators;
    private readonly Committee _committee;
    private readonly int _kesDepth;

    private CommitteeCrypto(ValidatorSet validators, Committee committee, int kesDepth)
    {
        _validators = validators;
        _committee = committee;
        _kesDepth = kesDepth;
    }

    /// <summary>
    /// Decodes the keys of the genesis set and checks their proofs of possession; false names the first bad one.
    /// </summary>
    public static bool TryCreate(Genesis genesis, [NotNullWhen(true)] out CommitteeCrypto? crypto, out string reason)
    {
        bool ok = Committee.TryCreate(genesis.Validators, genesis.Hash, out Committee? committee, out reason);
        for (int index = 0; ok && index < genesis.Validators.Count; index++)
        {
            ok = Possession.Verify(genesis.Validators[index], genesis.ChainId);
            reason = ok ? "" : $"the BLS key of validator {index} has no valid proof of possession";
        }
        crypto = ok ? new CommitteeCrypto(genesis.Validators, committee!, genesis.Parameters.KesDepth) : null;
        return ok;
    }

    /// <summary>
    /// Decodes the keys of a set whose proofs of possession were checked when the keys were registered; false names the
    /// first bad one.
    /// </summary>
    public static bool TryCreate(
        Genesis genesis,
        ValidatorSet validators,
        [NotNullWhen(true)] out CommitteeCrypto? crypto,
        out string reason)
    {
        bool ok = Committee.TryCreate(validators, genesis.Hash, out Committee? committee, out reason);
        crypto = ok ? new CommitteeCrypto(validators, committee!, genesis.Parameters.KesDepth) : null;
        return ok;
    }

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => _committee.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => _committee.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => _committee.VerifyAggregate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => _committee.VerifyAggregate(certificate);

    /// <inheritdoc/>
    public void VerifyVotes(IReadOnlyList<Vote> votes, Span<bool> verdicts) => _committee.VerifyVotes(votes, verdicts);

    /// <inheritdoc/>
    public void VerifyTimeouts(IReadOnlyList<TimeoutVote> timeouts, Span<bool> verdicts) =>
        _committee.VerifyTimeouts(timeouts, verdicts);

    /// <inheritdoc/>
    public CertificateError CheckCertificate(QuorumCertificate certificate) =>
        VerifyCertificate(certificate) ? CertificateError.None : ReasonOf(certificate.Signature);

    /// <inheritdoc/>
    public CertificateError CheckTimeoutCertificate(TimeoutCertificate certificate) =>
        VerifyTimeoutCertificate(certificate) ? CertificateError.None : ReasonOf(certificate.Signature);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        byte[] flat = new byte[signatures.Count * BlsSignature.Bytes];
        for (int index = 0; index < signatures.Count; index++)
        {
            signatures[index].Span.CopyTo(flat.AsSpan(index * BlsSignature.Bytes));
        }
        byte[] sum = new byte[BlsSignature.Bytes];
        bool ok = Bls.TryAggregate(flat, sum);
        aggregate = new BlsSignature(sum);
        return ok;
    }

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header)
    {
        Validator proposer = _validators[header.Header.Proposer];
        bool period = header.Header.Epoch >= proposer.KesStartEpoch
            && header.KesPeriod == header.Header.Epoch - proposer.KesStartEpoch
            && header.KesPeriod < Math.Min(Limits.Consensus.MaxKesEvolutions, 1u << _kesDepth);
        Hash256 hash = header.Header.Hash;
        return period && CompactSumKes.Verify(
            proposer.KesKey.Value.Span, _kesDepth, header.KesPeriod, hash.Span, header.KesSignature);
    }

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload)
    {
        if (header.PayloadBytes != (uint)payload.Length || !Ace.TryDecode(payload, out BlockPayload block, out _))
        {
            return false;
        }
        return PayloadCommitment.PayloadRoot(block) == header.PayloadRoot
            && PayloadCommitment.EvidenceRoot(block.Evidence) == header.EvidenceRoot;
    }

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output)
    {
        Hash256 key = _validators[validator].VrfKey.Value;
        return EcVrf.Verify(key.Span, alpha, proof.Span, output);
    }

    // Only a refused certificate is looked at twice.
    private static CertificateError ReasonOf(BlsSignature signature) => signature == default
        ? CertificateError.ZeroSignature
        : Bls.CheckSignature(signature.Span) switch
        {
            BlsPointError.NotCanonical => CertificateError.NotCanonical,
            BlsPointError.NotOnCurve => CertificateError.NotOnCurve,
            BlsPointError.NotInSubgroup => CertificateError.NotInSubgroup,
            BlsPointError.Infinity => CertificateError.InfiniteSignature,
            _ => CertificateError.WrongSignature,
        };
}
