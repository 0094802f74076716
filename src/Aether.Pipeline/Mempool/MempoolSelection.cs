using Aether.Core;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>One walk over the mempool in the order of <see cref="MempoolCore.Select"/>.</summary>
/// <remarks>
/// Sender heads come from the heap of the index, best first; the successor of each taken head competes with the next
/// head through a small queue. A spender whose creator was not taken yet waits for it, and with it its sender's later
/// nonces.
/// </remarks>
internal sealed class MempoolSelection
{
    // Entries that do not fit into what is left of the block before the walk gives up on filling it.
    private const int MaxMisses = 64;

    private readonly MempoolIndex _index;
    private readonly long _maxBytes;
    private readonly int _maxCount;
    private readonly Func<Transaction, bool>? _isPayable;
    private readonly List<Transaction> _taken = [];
    private readonly PriorityQueue<PendingTransaction, HeapKey> _successors = new();
    private readonly Dictionary<Hash256, List<PendingTransaction>> _waiting = [];
    private readonly long _number;
    private long _bytes;
    private int _misses;

    /// <summary>Prepares a walk with a positive number that no other walk over the index has had.</summary>
    public MempoolSelection(
        MempoolIndex index,
        ReadOnlySpan<Hash256> included,
        long maxBytes,
        int maxCount,
        Func<Transaction, bool>? isPayable,
        long number)
    {
        _number = number;
        _index = index;
        _maxBytes = maxBytes;
        _maxCount = maxCount;
        _isPayable = isPayable;
        while (!included.IsEmpty)
        {
            ReadOnlySpan<Hash256> window = included[..Math.Min(Limits.Mempool.ForeseenAtOnce, included.Length)];
            included = included[window.Length..];
            PassOver(window);
        }
    }

    /// <summary>Walks until the block is full or nothing is left.</summary>
    public List<Transaction> Run()
    {
        _index.ReadyHeads.BeginWalk();
        while (_index.ReadyHeads.NextOfWalk() is { } head)
        {
            while (_successors.TryPeek(out PendingTransaction? best, out HeapKey key)
                && key.IsBefore(KeyOf(head)) && HasRoom())
            {
                _successors.Dequeue();
                Visit(best);
            }
            if (!HasRoom())
            {
                return _taken;
            }
            Visit(head);
        }
        while (_successors.Count > 0 && HasRoom())
        {
            Visit(_successors.Dequeue());
        }
        return _taken;
    }

    private static HeapKey KeyOf(PendingTransaction entry) => MempoolOrder.ByPriority.KeyOf(entry);

    private void PassOver(ReadOnlySpan<Hash256> window)
    {
        _index.Foresee(window);
        foreach (ref readonly Hash256 id in window)
        {
            if (_index.Find(id) is { } entry)
            {
                entry.PassedBy = _number;
            }
        }
    }

    private bool HasRoom() => _taken.Count < _maxCount && _misses < MaxMisses;

    private void Visit(PendingTransaction entry)
    {
        if (entry.PassedBy != _number)
        {
            if (FindMissingCreator(entry) is { } creator)
            {
                Wait(entry, creator);
                return;
            }
            if (_isPayable is not null && !_isPayable(entry.Transaction))
            {
                return;
            }
            int bytes = entry.Bytes;
            if (_bytes + bytes > _maxBytes)
            {
                _misses++;
                return;
            }
            _bytes += bytes;
            _taken.Add(entry.Transaction);
        }
        MarkDone(entry);
    }

    private void MarkDone(PendingTransaction entry)
    {
        entry.SelectedBy = _number;
        if (entry.Sender.NextReady(entry) is { } next)
        {
            _successors.Enqueue(next, KeyOf(next));
        }
        if (_waiting.Count > 0 && _waiting.Remove(entry.Transaction.Id, out List<PendingTransaction>? spenders))
        {
            foreach (PendingTransaction spender in spenders)
            {
                _successors.Enqueue(spender, KeyOf(spender));
            }
        }
    }

    // A creator that is not pending is in the state: final, because admission found its output there.
    private Hash256? FindMissingCreator(PendingTransaction entry)
    {
        if (!entry.HasInputs)
        {
            return null;
        }
        foreach (OutPoint input in entry.Transaction.Body.Inputs)
        {
            Hash256 creator = input.TransactionId;
            if (_index.Find(creator) is { } pending && pending.SelectedBy != _number && pending.PassedBy != _number)
            {
                return creator;
            }
        }
        return null;
    }

    private void Wait(PendingTransaction entry, Hash256 creator)
    {
        if (!_waiting.TryGetValue(creator, out List<PendingTransaction>? spenders))
        {
            spenders = [];
            _waiting.Add(creator, spenders);
        }
        spenders.Add(entry);
    }
}
