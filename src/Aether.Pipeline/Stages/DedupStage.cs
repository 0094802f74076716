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
        int open = 0;
        foreach (IngressItem item in batch.Items)
        {
            if (!item.IsOpen)
            {
                continue;
            }
            open++;
            if (IsKnown(item, item.Transaction!))
            {
                Volatile.Write(ref _duplicates, _duplicates + 1);
                item.Settle(SubmitResult.Known(item.Transaction!.Id));
            }
            else if (_rules.RemembersBeforeVerifying)
            {
                Remember(item.Transaction!);
            }
        }
        return open;
    }

    /// <summary>Marks a transaction with valid signatures as seen.</summary>
    public void Remember(Transaction transaction) => _seen.Insert(_rules.SeenAs(transaction));

    private bool IsKnown(IngressItem item, Transaction transaction) => item.IsFromPeer
        ? _seen.Contains(_rules.SeenAs(transaction)) || _mempool.Contains(transaction.Id)
        : _mempool.Contains(transaction.Id);
}
