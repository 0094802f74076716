using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;

namespace Aether.Pipeline.BlockImport;

/// <summary>Makes <see cref="PayloadCrypto"/>.</summary>
internal sealed class PayloadCryptoFactory(IConsensusCryptoFactory inner, CheckedPayloads payloads)
    : IConsensusCryptoFactory
{
    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch) => new PayloadCrypto(inner.Create(epoch), payloads);
}
