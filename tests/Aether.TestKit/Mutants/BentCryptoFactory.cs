using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;

namespace Aether.TestKit.Mutants;

/// <summary>The signature checks of every epoch, each as a planted bug bends it.</summary>
internal sealed class BentCryptoFactory(IConsensusCryptoFactory inner, PlantedBug bug) : IConsensusCryptoFactory
{
    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch) => bug.Crypto(inner.Create(epoch));
}
