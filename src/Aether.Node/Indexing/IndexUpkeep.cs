using Aether.Core;
using Aether.Execution.Storage;

namespace Aether.Node.Indexing;

/// <summary>Removes what the index is not to keep, a bounded step with each batch.</summary>
/// <remarks>
/// Entries go some time after their block: a search walks over all of them, a few for each that is written, and begins
/// again while blocks are pruned. Nobody sees those it has not come to, since readers know what is kept. So entries
/// need no second list by height, and at most about a third more of them are there than are kept. <b>Threads</b>: one.
/// </remarks>
/// <param name="store">The index.</param>
/// <param name="batch">Where removals go.</param>
internal sealed class IndexUpkeep(IKeyValueStore store, StoreBatch batch)
{
    // Lists before it are gone: a search from the start would walk over all that was ever removed.
    private ulong _spentFrom;

    /// <summary>Adds a step.</summary>
    /// <param name="head">What the index has with the batch.</param>
    /// <param name="blocks">Blocks in the batch.</param>
    /// <param name="entries">Entries in it.</param>
    /// <param name="oldest">Lowest height whose block is kept.</param>
    /// <returns>The head that the batch leaves.</returns>
    public IndexHead Add(IndexHead head, int blocks, int entries, ulong oldest)
    {
        ForgetSpent(head, blocks);
        return Sweep(head, oldest, (entries * Limits.Indexing.SweepRate) + (blocks * Limits.Indexing.SweepEntries));
    }

    /// <summary>Removes everything, the head first.</summary>
    /// <param name="stop">Leaves the rest to the next start.</param>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public void Empty(CancellationToken stop)
    {
        batch.Clear();
        batch.Delete(IndexKeys.Meta, IndexKeys.Head);
        store.Write(batch, sync: true);
        batch.Clear();
        foreach (ColumnFamily family in IndexKeys.Families)
        {
            byte[] from = [];
            while (store.ScanFrom(family, [], from, false, Limits.Indexing.ClearedKeys) is { Count: > 0 } found)
            {
                foreach (KeyValuePair<byte[], byte[]> entry in found)
                {
                    batch.Delete(family, entry.Key);
                }
                store.Write(batch, sync: false);
                batch.Clear();
                stop.ThrowIfCancellationRequested();
                from = found[^1].Key;
            }
        }
        _spentFrom = 0;
    }

    // Nobody reads a list of outputs as old as that.
    private void ForgetSpent(IndexHead head, int blocks)
    {
        ulong end = head.Next - Math.Min(head.Next, Limits.Indexing.HeldBlocks);
        if (end <= _spentFrom)
        {
            return;
        }
        int most = blocks * Limits.Indexing.ForgottenBlocks;
        IReadOnlyList<KeyValuePair<byte[], byte[]>> found = store.ScanFrom(
            IndexKeys.Spent, [], IndexKeys.OfHeight(_spentFrom), false, most);
        ulong reached = found.Count < most ? end : _spentFrom;
        foreach (KeyValuePair<byte[], byte[]> spent in found)
        {
            ulong height = IndexKeys.ReadHeight(spent.Key);
            if (height >= end)
            {
                reached = end;
                break;
            }
            for (int at = 0; at < spent.Value.Length; at += IndexKeys.OutputBytes)
            {
                batch.Delete(IndexKeys.Outputs, spent.Value.AsSpan(at, IndexKeys.OutputBytes));
            }
            batch.Delete(IndexKeys.Spent, spent.Key);
            reached = Math.Max(reached, height + 1);
        }
        _spentFrom = reached;
    }

    private IndexHead Sweep(IndexHead head, ulong oldest, int most)
    {
        if (head.SweepAt.Length == 0 && head.SweptTo >= oldest)
        {
            return head;
        }
        // A search removes what was pruned when it began, so that its end says something.
        ulong end = head.SweepAt.Length == 0 ? oldest : head.SweptTo;
        IReadOnlyList<KeyValuePair<byte[], byte[]>> found =
            store.ScanFrom(IndexKeys.Entries, [], head.SweepAt, false, most);
        foreach (KeyValuePair<byte[], byte[]> entry in found)
        {
            if (IndexKeys.ReadPlace(entry.Key).Height < end)
            {
                batch.Delete(IndexKeys.Entries, entry.Key);
            }
        }
        return head with { SweptTo = end, SweepAt = found.Count < most ? [] : found[^1].Key };
    }
}
