using Aether.Consensus.HotStuff;

namespace Aether.Consensus.Epochs;

/// <summary>Makes the signature checks of an epoch from its validator set.</summary>
public interface IConsensusCryptoFactory
{
    /// <summary>The checks of an epoch. The set was fixed by the chain, so its keys are valid; if not, this throws.
    /// </summary>
    IConsensusCrypto Create(EpochContext epoch);
}
