using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Stages;

/// <summary>The transactions that the ingress stages handle together. One batch for each node, reused.</summary>
internal sealed class IngressBatch
{
    private readonly IngressItem[] _items = new IngressItem[Limits.Pipeline.VerifyBatch];
    private int _blocks;

    /// <summary>Creates the items of the batch.</summary>
    public IngressBatch()
    {
        for (int index = 0; index < _items.Length; index++)
        {
            _items[index] = new IngressItem();
        }
    }

    /// <summary>Items in use.</summary>
    public int Count { get; private set; }

    /// <summary>No room left.</summary>
    public bool IsFull => Count == _items.Length;

    /// <summary>No room left for one that came in a block of its own: there are only so many blocks.</summary>
    public bool IsFullOfBlocks => _blocks == Limits.Pipeline.BatchBlocks || IsFull;

    /// <summary>The items in use.</summary>
    public ReadOnlySpan<IngressItem> Items => _items.AsSpan(0, Count);

    /// <summary>Takes the next free item into use.</summary>
    public IngressItem Next()
    {
        Check.That(!IsFull);
        return _items[Count++];
    }

    /// <summary>The same for a transaction in a block of its own.</summary>
    public IngressItem NextInBlock()
    {
        Check.That(!IsFullOfBlocks);
        _blocks++;
        return Next();
    }

    /// <summary>Copies the open items and their transactions side by side. Returns how many there are.</summary>
    public int CollectOpen(Span<IngressItem> items, Span<Transaction> transactions)
    {
        int open = 0;
        foreach (IngressItem item in Items)
        {
            if (item.IsOpen)
            {
                items[open] = item;
                transactions[open++] = item.Transaction!;
            }
        }
        return open;
    }

    /// <summary>Settles what no stage has decided about, and frees all items.</summary>
    public void Refuse(SubmitRefusal refusal)
    {
        foreach (IngressItem item in Items)
        {
            item.ReturnLease();
            if (item.IsOpen)
            {
                item.Settle(SubmitResult.Of(refusal));
            }
        }
        Clear();
    }

    /// <summary>Frees all items. Every one must be settled: no submitter is left without an answer.</summary>
    public void Clear()
    {
        foreach (IngressItem item in Items)
        {
            Check.That(!item.IsOpen);
        }
        Count = 0;
        _blocks = 0;
    }
}
