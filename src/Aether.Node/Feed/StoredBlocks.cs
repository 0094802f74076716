using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;

namespace Aether.Node.Feed;

/// <summary>The chain store as the feed reads it.</summary>
internal sealed class StoredBlocks(ChainStore store) : IFeedArchive
{
    /// <inheritdoc/>
    public ulong OldestBlock => store.Kept.OldestBlock;

    /// <inheritdoc/>
    public Header? FindFinalHeader(ulong height) =>
        store.TryGetFinalHeader(height, out Header? header) ? header : null;

    /// <inheritdoc/>
    public FeedBlock? FindFinal(ulong height)
    {
        if (!store.TryGetFinalProposal(height, out Proposal? block))
        {
            return null;
        }
        Transaction[] transactions = TransactionsOf(block);
        Receipt[] receipts = store.GetReceipts(height);
        // Pruning takes blocks while they are read.
        return receipts.Length == transactions.Length
            ? new FeedBlock(block.Header, transactions, EncodedReceipts.Of(receipts))
            : null;
    }

    /// <inheritdoc/>
    public FeedBlock? FindBlock(Hash256 hash) =>
        store.TryGetProposal(hash, out Proposal? block)
            ? new FeedBlock(block.Header, TransactionsOf(block), Encoded: null)
            : null;

    private static Transaction[] TransactionsOf(Proposal block) =>
        Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError error)
            ? payload.Transactions
            : throw new StateCorruptException($"the payload of block {block.Header.Height} does not decode: {error}");
}
