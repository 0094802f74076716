using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>What survived the last stop: read before the first input.</summary>
/// <param name="Epoch">
/// The stored epoch with the highest root that is not above the final head; epoch 0 at the start of a chain.
/// </param>
/// <param name="FinalizedHeader">The last durable final block; block 0 at the start of a chain.</param>
/// <param name="Safety">The safety log's last record, of whatever epoch; null when nothing was ever signed.</param>
/// <param name="Pending">Stored blocks above the final head, any order.</param>
public sealed record RestoredState(
    EpochContext Epoch, Header FinalizedHeader, SafetyRecord? Safety, IReadOnlyList<Proposal> Pending)
{
    /// <summary>The stored epoch before <see cref="Epoch"/>; null in epoch 0.</summary>
    public EpochContext? Previous { get; init; }

    /// <summary>Stored epochs whose roots are above the final head, any order: the head was not durable yet.</summary>
    public IReadOnlyList<EpochContext> Later { get; init; } = [];
}
