using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>Takes every signature for good: whoever explores delivers only what was signed.</summary>
/// <param name="output">What every VRF proof gives: an output that makes nobody a claimant.</param>
internal sealed class TrustingCrypto(byte[] output) : IConsensusCrypto, IConsensusCryptoFactory
{
    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch) => this;

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => true;

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => true;

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => true;

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => true;

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        aggregate = default;
        return true;
    }

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) => true;

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) => true;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> result)
    {
        output.CopyTo(result);
        return true;
    }
}
