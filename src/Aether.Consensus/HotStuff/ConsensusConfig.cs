using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>What a core is built with and never changes.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="OwnIndex">Index of this validator in the set; null for an observer.</param>
/// <param name="Timing">Pacing.</param>
public sealed record ConsensusConfig(Genesis Genesis, ushort? OwnIndex, ConsensusTiming Timing);
