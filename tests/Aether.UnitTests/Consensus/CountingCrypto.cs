using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.UnitTests.Consensus;

/// <summary>Passes checks on and counts them.</summary>
internal sealed class CountingCrypto(IConsensusCrypto inner) : IConsensusCrypto
{
    public int Votes { get; private set; }

    public int Timeouts { get; private set; }

    public int TimeoutBatches { get; private set; }

    public int Certificates { get; private set; }

    public int TimeoutCertificates { get; private set; }

    public int Headers { get; private set; }

    public bool VerifyVote(Vote vote)
    {
        Votes++;
        return inner.VerifyVote(vote);
    }

    public bool VerifyTimeout(TimeoutVote timeout)
    {
        Timeouts++;
        return inner.VerifyTimeout(timeout);
    }

    public void VerifyTimeouts(IReadOnlyList<TimeoutVote> timeouts, Span<bool> verdicts)
    {
        TimeoutBatches++;
        inner.VerifyTimeouts(timeouts, verdicts);
    }

    public bool VerifyCertificate(QuorumCertificate certificate)
    {
        Certificates++;
        return inner.VerifyCertificate(certificate);
    }

    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate)
    {
        TimeoutCertificates++;
        return inner.VerifyTimeoutCertificate(certificate);
    }

    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate) =>
        inner.TryAggregate(signatures, out aggregate);

    public bool VerifyHeader(SignedHeader header)
    {
        Headers++;
        return inner.VerifyHeader(header);
    }

    public bool VerifyPayload(Header header, byte[] payload) => inner.VerifyPayload(header, payload);

    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) =>
        inner.VerifyVrf(validator, alpha, proof, output);
}
