using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.NetworkTests.Blocks;

/// <summary>Takes every signature; the payload root is the payload's SHA-256.</summary>
internal sealed class FakeConsensus : IConsensusCrypto, IConsensusCryptoFactory
{
    public static Hash256 RootOf(byte[] payload) => new(SHA256.HashData(payload));

    public IConsensusCrypto Create(EpochContext epoch) => this;

    public bool VerifyVote(Vote vote) => true;

    public bool VerifyTimeout(TimeoutVote timeout) => true;

    public bool VerifyCertificate(QuorumCertificate certificate) => true;

    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => true;

    public bool VerifyHeader(SignedHeader header) => true;

    public bool VerifyPayload(Header header, byte[] payload) => RootOf(payload) == header.PayloadRoot;

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
