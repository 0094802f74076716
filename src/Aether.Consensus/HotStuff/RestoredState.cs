using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>What survived the last stop: read before the first input.</summary>
/// <param name="GenesisHeader">Block 0.</param>
/// <param name="FinalizedHeader">The last durable final block; block 0 at the start of a chain.</param>
/// <param name="Safety">The safety log's last record; null when nothing was ever signed.</param>
/// <param name="Pending">Stored blocks above the final head, any order.</param>
public sealed record RestoredState(
    Header GenesisHeader, Header FinalizedHeader, SafetyRecord? Safety, IReadOnlyList<Proposal> Pending);
