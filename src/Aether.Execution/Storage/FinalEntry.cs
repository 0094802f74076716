using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>A final block with what its execution gave.</summary>
internal sealed record FinalEntry(Proposal Block, Receipt[] Receipts, FinalityProof? Proof, BlockState State)
{
    /// <summary>Height of the block.</summary>
    public ulong Height => Block.Header.Height;
}
