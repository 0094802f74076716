using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Transport;

namespace Aether.Pipeline.BlockImport;

/// <summary>The chain store as consensus sees it.</summary>
/// <remarks>
/// The consensus thread adds pending blocks while the execution thread commits final ones. Both are single batches over
/// different keys but for a block's own bytes, which are the same from either side.
/// </remarks>
internal sealed class ChainArchive(ChainStore store, WakeSignal? syncSignal = null) : IBlockArchive
{
    /// <inheritdoc/>
    public void PutPending(Proposal block) => store.PutPending(block, sync: true);

    /// <inheritdoc/>
    public void BeginPending(Proposal block)
    {
        store.WritePending(block);
        // The sync begins at once, on its own thread.
        syncSignal?.Set();
    }

    /// <inheritdoc/>
    public void EndPending() => store.Sync();

    /// <inheritdoc/>
    public bool TryGetProposal(Hash256 blockHash, out Proposal? block) => store.TryGetProposal(blockHash, out block);

    /// <inheritdoc/>
    public void PutEpoch(EpochProof proof) => store.PutEpoch(proof);

    /// <inheritdoc/>
    public bool TryGetEpoch(uint epoch, out EpochProof? proof) => store.TryGetEpoch(epoch, out proof);

    /// <inheritdoc/>
    public bool TryGetFinal(ulong height, out Proposal? block) => store.TryGetFinalProposal(height, out block);
}
