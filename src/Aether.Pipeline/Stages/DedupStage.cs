using Aether.Core;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline.Stages;

/// <summary>Drops transactions that were seen before, before anything expensive is done for them.</summary>
/// <remarks>
/// Only asks. A tag is inserted by <see cref="Remember"/> after the signatures verified: inserted earlier, garbage
/// with the identifier of a real transaction would keep the real one out. The identifier covers every byte, witnesses
/// included. A submission counts as known only while it is pending, so that an evicted one can be sent again.
/// </remarks>
internal sealed class DedupStage
{
    private readonly TagCache _seen;
    private readonly SharedMempool _mempool;
    private readonly PipelineRules _rules;
    private readonly bool[] _isPending = new bool[Limits.Pipeline.VerifyBatch];
    private long _duplicates;

    /// <summary>Creates the stage over a tag cache whose key is secret to this process.</summary>
    public DedupStage(TagCache seen, SharedMempool mempool, PipelineRules rules)
    {
        _seen = seen;
        _mempool = mempool;
        _rules = rules;
    }

    /// <summary>Items dropped.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Settles the open items of the batch that are known. Returns how many were open.</summary>
    public int TryRun(IngressBatch batch)
    {
        FindPending(batch.Items);
        int open = 0;
        for (int index = 0; index < batch.Count; index++)
        {
            IngressItem item = batch.Items[index];
            if (!item.IsOpen)
            {
                continue;
            }
            open++;
            Transaction transaction = item.Transaction!;
            if (_isPending[index] || (item.IsFromPeer && _seen.Contains(_rules.SeenAs(transaction))))
            {
                Volatile.Write(ref _duplicates, _duplicates + 1);
                item.Settle(SubmitResult.Known(transaction.Id));
            }
            else if (_rules.RemembersBeforeVerifying)
            {
                Remember(transaction);
            }
        }
        return open;
    }

    /// <summary>Fetches what <see cref="Remember"/> will read.</summary>
    public void Prefetch(Transaction transaction) => _seen.Prefetch(_rules.SeenAs(transaction));

    /// <summary>Marks a transaction with valid signatures as seen.</summary>
    public void Remember(Transaction transaction) => _seen.Insert(_rules.SeenAs(transaction));

    // While somebody else uses the mempool nobody waits for it here: it refuses what it holds by itself.
    private void FindPending(ReadOnlySpan<IngressItem> items)
    {
        Span<bool> isPending = _isPending.AsSpan(0, items.Length);
        isPending.Clear();
        if (_mempool.TryHold(out MempoolHold hold))
        {
            using (hold)
            {
                for (int index = 0; index < items.Length; index++)
                {
                    isPending[index] = items[index].IsOpen && hold.Contains(items[index].Transaction!.Id);
                }
            }
        }
    }
}
