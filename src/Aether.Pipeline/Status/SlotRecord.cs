using Aether.Core.Types;

namespace Aether.Pipeline.Status;

/// <summary>How one slot (view) ended at this node.</summary>
/// <param name="View">The slot.</param>
/// <param name="BlockHash">Its final block, or null when the slot passed without one.</param>
/// <param name="Proposer">Index of the final block's proposer.</param>
/// <param name="Height">Height of the final block.</param>
/// <param name="TransactionCount">Transactions in it.</param>
/// <param name="LatencyMs">From the block's first sight here to its finality here.</param>
public readonly record struct SlotRecord(
    ulong View, Hash256? BlockHash, ushort Proposer, ulong Height, int TransactionCount, long LatencyMs)
{
    /// <summary>The slot has a final block.</summary>
    public bool IsFinal => BlockHash.HasValue;
}
