using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The keys of all validators of a run, and what checks their signatures.</summary>
internal abstract class NodeKeys
{
    /// <summary>The validators, in the order of their indexes.</summary>
    public abstract ValidatorSet Validators { get; }

    /// <summary>Checks signatures; null for the real ones.</summary>
    public abstract IConsensusCryptoFactory? Crypto { get; }

    /// <summary>Names the chain that is signed for.</summary>
    public abstract void Bind(Genesis genesis);

    /// <summary>What a header contributes to the randomness; null for what its real proof gives.</summary>
    public virtual Hash256? NonceOf(Header header) => null;

    /// <summary>What a validator's signer answers.</summary>
    /// <param name="validator">Its index in the genesis set.</param>
    /// <param name="request">What is signed.</param>
    /// <param name="message">The bytes of it.</param>
    public abstract byte[] Sign(ushort validator, SignRequest request, byte[] message);
}
