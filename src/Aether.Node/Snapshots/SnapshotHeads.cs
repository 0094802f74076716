using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;

namespace Aether.Node.Snapshots;

/// <summary>Collects from a store what shows a final block to be final.</summary>
internal static class SnapshotHeads
{
    /// <summary>What shows the block final; false, with a sentence, when the store cannot.</summary>
    public static bool TryCollect(
        ChainStore store, Header block, [NotNullWhen(true)] out SnapshotHead? head, out string reason)
    {
        head = null;
        if (!store.TryGetFinalProposal(block.Height, out Proposal? proposal))
        {
            reason = $"the store has no block of height {block.Height}";
            return false;
        }
        List<EpochProof> epochs = [];
        for (uint epoch = 1; epoch <= block.Epoch; epoch++)
        {
            if (!store.TryGetEpoch(epoch, out EpochProof? proof))
            {
                reason = $"the store cannot show how epoch {epoch} began";
                return false;
            }
            epochs.Add(proof);
        }
        if (store.TryGetEpoch(block.Epoch + 1, out EpochProof? next) && next.Closing.Hash == block.Hash)
        {
            epochs.Add(next);
        }
        FinalityProof? finality = FinalityOf(store, block);
        reason = finality is null ? $"the store cannot show that block {block.Height} is final" : "";
        head = finality is null ? null : new SnapshotHead(proposal, finality, [.. epochs]);
        return head is not null;
    }

    private static FinalityProof? FinalityOf(ChainStore store, Header block)
    {
        if (store.TryGetFinality(block.Height, out FinalityProof? finality))
        {
            return finality;
        }
        return store.TryGetEpoch(block.Epoch + 1, out EpochProof? next) && next.Closing.Hash == block.Hash
            ? next.Finality
            : null;
    }
}
