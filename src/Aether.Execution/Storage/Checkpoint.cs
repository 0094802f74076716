using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>Writes final blocks and their state to the store.</summary>
/// <remarks>
/// First, in bulk, what is only ever added and says the same whenever it is written: bodies, receipts, places of
/// transactions, replaced values. Then one atomic synced batch with the state and the head. A crash between the two
/// leaves entries above the head, which nobody is shown and the next checkpoint writes again, from the block log.
/// <b>Threads</b>: one checkpoint at a time.
/// </remarks>
internal sealed class Checkpoint
{
    private readonly StoreBatch _bulk = new();
    private readonly StoreBatch _batch = new();
    private readonly AceWriter _writer = new();
    private readonly IKeyValueStore _store;

    /// <summary>For a store; the memory it works in is used again.</summary>
    public Checkpoint(IKeyValueStore store) => _store = store;

    /// <summary>Writes.</summary>
    /// <param name="part">What; without final blocks only pending ones and epochs.</param>
    /// <param name="head">The head after it, with the last record of the block log that the part covers.</param>
    public void Write(RecentPart part, FinalHead head)
    {
        _bulk.Clear();
        _batch.Clear();
        AddBlocks(part);
        if (part.Final.Length > 0)
        {
            AddState(part);
            PrunePending(part);
        }
        Put(ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(head));
        if (_bulk.Count > 0)
        {
            _store.Add(_bulk);
        }
        _store.Write(_batch, sync: true);
        _bulk.Clear();
        _batch.Clear();
    }

    /// <summary>Adds a final block: its body, and how it is found by its height and its hash.</summary>
    /// <param name="bulk">Takes the body.</param>
    /// <param name="batch">Takes what finds it.</param>
    /// <param name="block">The block.</param>
    /// <param name="writer">To work with.</param>
    public static void PutFinal(StoreBatch bulk, StoreBatch batch, Proposal block, AceWriter writer)
    {
        byte[] height = StoreKeys.Number(block.Header.Height);
        Hash256 hash = block.Hash;
        writer.Clear();
        BlockRecord.EncodeHead(writer, block);
        Span<byte> body = bulk.ReserveSealed(ColumnFamily.Blocks, height, writer.Count + block.Payload.Length);
        writer.WrittenSpan.CopyTo(body);
        block.Payload.CopyTo(body[writer.Count..]);
        bulk.Seal();
        batch.PutSealed(ColumnFamily.Blocks, hash.Span, height);
        batch.PutSealed(ColumnFamily.Heights, height, hash.Span);
    }

    private void AddBlocks(RecentPart part)
    {
        foreach (FinalEntry entry in part.Final)
        {
            byte[] height = StoreKeys.Number(entry.Height);
            PutFinal(_bulk, _batch, entry.Block, _writer);
            if (entry.Receipts.Count > 0)
            {
                int length = ReceiptBlob.LengthOf(entry.Receipts);
                ReceiptBlob.Encode(entry.Receipts, _bulk.ReserveSealed(ColumnFamily.Receipts, height, length));
                _bulk.Seal();
            }
            AddPlaces(entry);
            if (entry.Undo is { } undo)
            {
                PastValues.Put(_bulk, entry.Height, undo);
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
            Hash256 hash = block.Hash;
            Put(ColumnFamily.Blocks, hash.Span, Encode(block));
            _batch.Put(ColumnFamily.Pending, StoreKeys.NumberAnd(block.Header.View, hash.Span), []);
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

    // Pending blocks at or below the final view can never become final, but for those that just did: what names their
    // height is in place of their body then.
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
            if (!final.Contains(hash))
            {
                _batch.Delete(ColumnFamily.Blocks, entry.Key.AsSpan(8));
            }
        }
    }

    private void AddPlaces(FinalEntry entry)
    {
        for (int index = 0; index < entry.Receipts.Count; index++)
        {
            _writer.Clear();
            new TransactionLocation(entry.Height, (uint)index).Encode(_writer);
            Hash256 id = entry.Receipts.TransactionIdAt(index);
            _bulk.PutSealed(ColumnFamily.Transactions, id.Span, _writer.WrittenSpan);
        }
    }

    private ReadOnlySpan<byte> Encode(Proposal block)
    {
        _writer.Clear();
        block.Encode(_writer);
        return _writer.WrittenSpan;
    }

    private void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _batch.PutSealed(family, key, value);
}
