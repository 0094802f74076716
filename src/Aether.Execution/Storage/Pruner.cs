using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>Removes what a store is not to keep, a bounded step at a time.</summary>
/// <remarks>
/// A step is one atomic batch that also notes what is left, so a crash leaves the store before it or after it. Readers
/// are told before it is written: none finds half of a past. <b>Threads</b>: one, the checkpoint's.
/// </remarks>
internal sealed class Pruner(IKeyValueStore store, int stepBlocks)
{
    // Entries before it are gone: a search from the start would walk over all that was ever deleted.
    private byte[] _from = [];

    /// <summary>Takes one step.</summary>
    /// <param name="kept">What the store has.</param>
    /// <param name="head">Height the store has whole.</param>
    /// <param name="firstBlock">Lowest height whose block is to be kept.</param>
    /// <param name="announce">Told what is left before anything is removed.</param>
    /// <returns>True when there may be more to remove.</returns>
    public bool Step(KeptHistory kept, ulong head, ulong firstBlock, Action<KeptHistory> announce)
    {
        StoreBatch batch = new();
        KeptHistory left = kept;
        ulong end = kept.Retention.KeepsStates ? kept.Retention.FirstState(head) : head;
        byte[] from = _from;
        int steps = 0;
        while (steps < stepBlocks && TryFindChanges(from, end, out KeyValuePair<byte[], byte[]> changes))
        {
            PastValues.Delete(batch, changes);
            ulong height = StoreKeys.ReadNumber(changes.Key);
            from = StoreKeys.Number(height + 1);
            left = left with { OldestState = Math.Max(left.OldestState, height) };
            steps++;
        }
        while (steps < stepBlocks && left.OldestBlock < firstBlock)
        {
            DropBody(batch, left.OldestBlock);
            left = left with { OldestBlock = left.OldestBlock + 1 };
            steps++;
        }
        if (steps == 0)
        {
            return false;
        }
        announce(left);
        byte[] place = StoreKeys.History;
        batch.Put(ColumnFamily.Meta, place, SealedValue.Seal(ColumnFamily.Meta, place, Ace.Encode(left)));
        store.Write(batch, sync: true);
        _from = from;
        return steps == stepBlocks;
    }

    private bool TryFindChanges(byte[] from, ulong end, out KeyValuePair<byte[], byte[]> changes) =>
        store.TryFindFirst(ColumnFamily.Changes, [], from, out changes) && StoreKeys.ReadNumber(changes.Key) <= end;

    // The header stays: with its hash and its place it is what every later block and proof leads to.
    private void DropBody(StoreBatch batch, ulong height)
    {
        byte[] place = StoreKeys.Number(height);
        if (!store.TryGet(ColumnFamily.Heights, place, out byte[] named))
        {
            return;
        }
        byte[] hash = SealedValue.Open(ColumnFamily.Heights, place, named);
        bool found = store.TryGet(ColumnFamily.Blocks, place, out byte[] stored);
        byte[] body = found ? SealedValue.Open(ColumnFamily.Blocks, place, stored) : [];
        if (!Ace.TryDecode(body, out Proposal block, out DecodeError _))
        {
            throw new StateCorruptException($"block {height} is missing or does not decode");
        }
        byte[] header = SealedValue.Seal(ColumnFamily.Headers, hash, Ace.Encode(block.SignedHeader));
        batch.Put(ColumnFamily.Headers, hash, header);
        batch.Delete(ColumnFamily.Blocks, place);
        batch.Delete(ColumnFamily.Blocks, hash);
        batch.Delete(ColumnFamily.Receipts, place);
        batch.Delete(ColumnFamily.Finality, place);
    }
}
