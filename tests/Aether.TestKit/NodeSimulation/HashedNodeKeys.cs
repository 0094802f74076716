using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Keyed hashes in place of signatures; payloads are checked for real.</summary>
internal sealed class HashedNodeKeys(IReadOnlyList<uint> stakes, ulong seed) : NodeKeys, IConsensusCrypto
{
    private SimulatedCrypto? _crypto;

    /// <inheritdoc/>
    public override ValidatorSet Validators { get; } = SimulatedGenesis.Create(stakes).Validators;

    /// <inheritdoc/>
    public override IConsensusCrypto Crypto => this;

    private SimulatedCrypto Hashes => _crypto ?? throw new InvalidOperationException("not bound");

    /// <inheritdoc/>
    public override void Bind(Genesis genesis) => _crypto = new SimulatedCrypto(genesis, seed, countsMessages: false);

    /// <inheritdoc/>
    public override byte[] Sign(ushort validator, SignRequest request) => Hashes.Sign(validator, request);

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => Hashes.VerifyVote(vote);

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => Hashes.VerifyTimeout(timeout);

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate) => Hashes.VerifyCertificate(certificate);

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) =>
        Hashes.VerifyTimeoutCertificate(certificate);

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate) =>
        Hashes.TryAggregate(signatures, out aggregate);

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) =>
        header.Header.Proposer < Validators.Count && Hashes.VerifyHeader(header);

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length
        && Ace.TryDecode(payload, out BlockPayload block, out DecodeError _)
        && PayloadCommitment.PayloadRoot(block) == header.PayloadRoot
        && PayloadCommitment.EvidenceRoot(block.Evidence) == header.EvidenceRoot;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output) =>
        Hashes.VerifyVrf(validator, alpha, proof, output);
}
