using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>What one checkpoint writes.</summary>
/// <param name="Final">Final blocks in order.</param>
/// <param name="Values">What they changed, the newest value of each key.</param>
/// <param name="Pending">Blocks above them.</param>
/// <param name="Epochs">What opens epochs.</param>
internal sealed record RecentPart(FinalEntry[] Final, RecentValues Values, Proposal[] Pending, EpochProof[] Epochs);
