using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Snapshots;
using Aether.Execution.State;

namespace Aether.Node.Snapshots;

/// <summary>A state to make a snapshot of; it does not change while it is read.</summary>
/// <param name="GenesisHash">Chain.</param>
/// <param name="Block">The block after which it is the state.</param>
/// <param name="Proofs">Its tree.</param>
/// <param name="Open">Its values from a key on.</param>
internal sealed record SnapshotSource(
    Hash256 GenesisHash, Header Block, IProofSource Proofs, Func<Hash256, IStateCursor> Open)
{
    /// <summary>The state after a block; pinned by the caller while it is read.</summary>
    public static SnapshotSource Of(Hash256 genesisHash, Header block, BlockState state)
    {
        Check.That(state.Root == block.StateRoot);
        return new SnapshotSource(
            genesisHash,
            block,
            state.OpenProofs(),
            first => new StateCursor(state, first));
    }

    /// <summary>The manifest of its snapshot.</summary>
    public SnapshotManifest Describe(SnapshotBase? start, SnapshotPart[] parts) => new(
        GenesisHash, Block.Epoch, Block.Height, Block.View, Block.Hash, Block.StateRoot, start, parts);
}
