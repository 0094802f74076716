using Aether.Core.Types;

namespace Aether.Pipeline.Status;

/// <summary>Where consensus stands at this node, at one moment.</summary>
/// <param name="View">Current view (slot).</param>
/// <param name="Epoch">Current epoch.</param>
/// <param name="Leader">
/// Proposer of the best proposal seen in the current view, or null when none was seen yet: VRF leaders are secret
/// until they propose.
/// </param>
/// <param name="Finalized">Header of the last final block.</param>
/// <param name="Safe">Header of the highest executed block with a quorum certificate.</param>
/// <param name="Head">Header of the last executed block on top of it.</param>
public sealed record ConsensusStatus(
    ulong View, uint Epoch, ushort? Leader, Header Finalized, Header Safe, Header Head);
