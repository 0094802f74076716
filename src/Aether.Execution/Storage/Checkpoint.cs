using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>Writes final blocks and their state to the store: one atomic synced batch.</summary>
/// <remarks><b>Threads</b>: one checkpoint at a time.</remarks>
internal sealed class Checkpoint
{
    private readonly IKeyValueStore _store;
    private readonly StoreBatch _batch;
    private readonly AceWriter _writer;

    private Checkpoint(IKeyValueStore store, StoreBatch batch, AceWriter writer)
    {
        _store = store;
        _batch = batch;
        _writer = writer;
    }

    /// <summary>Writes.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="part">What; without final blocks only pending ones and epochs.</param>
    /// <param name="head">The head after it, with the last record of the block log that the part covers.</param>
    /// <param name="batch">Memory for what is written; left empty.</param>
    /// <param name="writer">Memory for what is encoded.</param>
    public static void Write(
        IKeyValueStore store, RecentPart part, FinalHead head, StoreBatch batch, AceWriter writer)
    {
        batch.Clear();
        Checkpoint checkpoint = new(store, batch, writer);
        checkpoint.AddBlocks(part);
        if (part.Final.Length > 0)
        {
            checkpoint.AddState(part);
            checkpoint.PrunePending(part);
        }
        checkpoint.Put(ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(head));
        store.Write(batch, sync: true);
        batch.Clear();
    }

    private void AddBlocks(RecentPart part)
    {
        foreach (FinalEntry entry in part.Final)
        {
            byte[] height = StoreKeys.Number(entry.Height);
            Hash256 hash = entry.Block.Hash;
            PutBlock(entry.Block);
            Put(ColumnFamily.Heights, height, hash.Span);
            if (entry.Receipts.Count > 0)
            {
                int length = ReceiptBlob.LengthOf(entry.Receipts);
                ReceiptBlob.Encode(
                    entry.Receipts, _batch.ReserveSealed(ColumnFamily.Receipts, height, length));
                _batch.Seal();
            }
            AddPlaces(entry);
            if (entry.Undo is { } undo)
            {
                PastValues.Put(_batch, entry.Height, undo);
            }
            if (entry.Proof is not null)
            {
                Put(ColumnFamily.Finality, height, Ace.Encode(entry.Proof));
            }
        }
        foreach (EpochProof proof in part.Epochs)
        {
            Put(ColumnFamily.Epochs, StoreKeys.Number(proof.Transition.Epoch), Ace.Encode(proof));
        }
        foreach (Proposal block in part.Pending)
        {
            PutBlock(block);
            _batch.Put(ColumnFamily.Pending, StoreKeys.NumberAnd(block.Header.View, block.Hash.Span), []);
        }
    }

    private void AddState(RecentPart part)
    {
        foreach ((Hash256 key, bool removed, ReadOnlyMemory<byte> value) in part.Values.Entries())
        {
            if (removed)
            {
                _batch.Delete(ColumnFamily.State, key.Span);
            }
            else
            {
                Put(ColumnFamily.State, key.Span, value.Span);
            }
        }
    }

    // Pending blocks at or below the final view can never become final, but for those that just did.
    private void PrunePending(RecentPart part)
    {
        HashSet<Hash256> final = [.. part.Final.Select(entry => entry.Block.Hash)];
        ulong view = part.Final[^1].Block.Header.View;
        int limit = Limits.Block.MaxTransactions;
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Scan(ColumnFamily.Pending, [], limit))
        {
            if (StoreKeys.ReadNumber(entry.Key) > view)
            {
                break;
            }
            _batch.Delete(ColumnFamily.Pending, entry.Key);
            Hash256 hash = new(entry.Key.AsSpan(8));
            if (!final.Contains(hash) && !IsFinal(hash))
            {
                _batch.Delete(ColumnFamily.Blocks, entry.Key.AsSpan(8));
            }
        }
    }

    private bool IsFinal(Hash256 hash)
    {
        if (!_store.TryGet(ColumnFamily.Blocks, hash.Span, out byte[] stored))
        {
            return false;
        }
        byte[] bytes = SealedValue.Open(ColumnFamily.Blocks, hash.Span, stored);
        if (!Ace.TryDecode(bytes, out Proposal block, out DecodeError error))
        {
            throw new StateCorruptException($"a stored block does not decode: {error}");
        }
        byte[] height = StoreKeys.Number(block.Header.Height);
        return _store.TryGet(ColumnFamily.Heights, height, out byte[] at)
            && SealedValue.Open(ColumnFamily.Heights, height, at).AsSpan().SequenceEqual(hash.Span);
    }

    private void AddPlaces(FinalEntry entry)
    {
        for (int index = 0; index < entry.Receipts.Count; index++)
        {
            _writer.Clear();
            new TransactionLocation(entry.Height, (uint)index).Encode(_writer);
            Hash256 id = entry.Receipts.TransactionIdAt(index);
            Put(ColumnFamily.Transactions, id.Span, _writer.WrittenSpan);
        }
    }

    private void PutBlock(Proposal block)
    {
        _writer.Clear();
        block.Encode(_writer);
        Hash256 hash = block.Hash;
        Put(ColumnFamily.Blocks, hash.Span, _writer.WrittenSpan);
    }

    private void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _batch.PutSealed(family, key, value);
}
