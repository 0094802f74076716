using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;

namespace Aether.Pipeline.GossipChecks;

/// <summary>Lets several threads ask one factory. What it makes may be used by any.</summary>
internal sealed class SharedCryptoFactory(IConsensusCryptoFactory inner) : IConsensusCryptoFactory
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch)
    {
        lock (_lock)
        {
            return inner.Create(epoch);
        }
    }
}
