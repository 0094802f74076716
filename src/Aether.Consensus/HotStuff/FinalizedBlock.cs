using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// A final block with a proof of it; null only when the certified descendant is too many headers away.
/// </summary>
public sealed record FinalizedBlock(Proposal Block, FinalityProof? Proof);
