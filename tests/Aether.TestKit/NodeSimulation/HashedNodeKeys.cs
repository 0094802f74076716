using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Keyed hashes in place of signatures, in every epoch.</summary>
internal sealed class HashedNodeKeys(IReadOnlyList<uint> stakes, ulong seed) : NodeKeys, IConsensusCryptoFactory
{
    private SimulatedCrypto? _crypto;

    /// <inheritdoc/>
    public override ValidatorSet Validators { get; } = SimulatedGenesis.Create(stakes).Validators;

    /// <inheritdoc/>
    public override IConsensusCryptoFactory Crypto => this;

    private SimulatedCrypto Hashes => _crypto ?? throw new InvalidOperationException("not bound");

    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch) => new HashedCrypto(Hashes.Create(epoch));

    /// <inheritdoc/>
    public override void Bind(Genesis genesis) => _crypto = new SimulatedCrypto(genesis, seed, countsMessages: false);

    /// <inheritdoc/>
    public override Hash256? NonceOf(Header header) => new Hash256(SHA256.HashData(header.VrfProof.Span));

    /// <inheritdoc/>
    public override byte[] Sign(ushort validator, SignRequest request, byte[] message) =>
        Hashes.Sign(validator, request);
}
