using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>A final block with what its execution gave.</summary>
internal sealed record FinalEntry(Proposal Block, EncodedReceipts Receipts, FinalityProof? Proof, BlockState State)
{
    /// <summary>What the changed keys had before the block; null when past states are not kept.</summary>
    public ChangeSet? Undo { get; init; }

    /// <summary>Height of the block.</summary>
    public ulong Height => Block.Header.Height;
}
