using Aether.Core;
using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>Every table over the pending transactions, kept in step: one place adds, one place removes.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: logarithmic in the number of senders.</remarks>
internal sealed class MempoolIndex
{
    private readonly HashIndex _byId = new();
    private readonly HashIndex _bySender = new();
    private readonly Dictionary<OutPoint, PendingTransaction> _spenders = [];
    // Queues of senders whose last entry became final; no more than there were senders at once.
    private readonly Stack<SenderQueue> _idle = [];
    private readonly NumberedTable<PendingTransaction> _table = new();
    private readonly NumberedTable<SenderQueue> _senders = new();
    private readonly EntryHeap<MempoolOrder.ByPriority> _heads;
    private readonly EntryHeap<MempoolOrder.ByEviction> _tails;
    private readonly EntryHeap<MempoolOrder.ByExpiry> _expiry;
    // Entries when the tails were asked for; 0 while they are not kept.
    private int _tailsSince;

    /// <summary>Creates empty tables.</summary>
    public MempoolIndex()
    {
        _heads = new EntryHeap<MempoolOrder.ByPriority>(_table);
        _tails = new EntryHeap<MempoolOrder.ByEviction>(_table);
        _expiry = new EntryHeap<MempoolOrder.ByExpiry>(_table);
    }

    /// <summary>Pending transactions.</summary>
    public int Count => _table.Count;

    /// <summary>Their encoded size together.</summary>
    public long Bytes { get; private set; }

    /// <summary>Pending transactions without a nonce gap before them.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>Senders with pending transactions.</summary>
    public int SenderCount => _senders.Count;

    /// <summary>Lowest nonce of each sender that has a ready one, best first.</summary>
    public EntryHeap<MempoolOrder.ByPriority> ReadyHeads => _heads;

    /// <summary>Highest nonce of each sender, first to be evicted first.</summary>
    /// <remarks>
    /// Only a full mempool asks. The heap is made when it does, and kept until half of what was here then is gone.
    /// </remarks>
    public EntryHeap<MempoolOrder.ByEviction> Tails
    {
        get
        {
            if (_tailsSince == 0)
            {
                _tailsSince = Math.Max(Count, 1);
                foreach (SenderQueue queue in _senders.Items)
                {
                    _tails.Add(queue.Tail);
                }
            }
            return _tails;
        }
    }

    /// <summary>The entry that expires first, or null.</summary>
    public PendingTransaction? FirstToExpire => _expiry.First;

    /// <summary>The entry with this transaction identifier, or null.</summary>
    public PendingTransaction? Find(in Hash256 id)
    {
        uint hash = HashIndex.HashOf(id);
        for (int place = _byId.Home(hash); _byId.TryNext(hash, ref place, out int number);)
        {
            if (_table[number].Transaction.Id == id)
            {
                return _table[number];
            }
        }
        return null;
    }

    /// <summary>Fetches what will be read of the entries with some identifiers, those of them that are here.</summary>
    /// <remarks>At most <see cref="Limits.Mempool.ForeseenAtOnce"/>. Each step reads what the one before asked for.
    /// </remarks>
    public void Foresee(ReadOnlySpan<Hash256> ids)
    {
        Check.That(ids.Length <= Limits.Mempool.ForeseenAtOnce);
        Span<int> numbers = stackalloc int[ids.Length];
        Span<uint> hashes = stackalloc uint[ids.Length];
        for (int index = 0; index < ids.Length; index++)
        {
            hashes[index] = HashIndex.HashOf(ids[index]);
            _byId.Prefetch(hashes[index]);
        }
        int count = 0;
        for (int index = 0; index < ids.Length; index++)
        {
            int place = _byId.Home(hashes[index]);
            if (_byId.TryNext(hashes[index], ref place, out int number))
            {
                numbers[count++] = number;
                _heads.Prefetch(number);
                _expiry.Prefetch(number);
                Fetch.Object(_table[number], 3);
            }
        }
        foreach (int number in numbers[..count])
        {
            Fetch.Object(_table[number].Sender, 2);
        }
    }

    /// <summary>The same for the queues of some senders.</summary>
    public void Foresee(ReadOnlySpan<Address> senders)
    {
        Check.That(senders.Length <= Limits.Mempool.ForeseenAtOnce);
        Span<uint> hashes = stackalloc uint[senders.Length];
        for (int index = 0; index < senders.Length; index++)
        {
            hashes[index] = HashIndex.HashOf(senders[index].Value);
            _bySender.Prefetch(hashes[index]);
        }
        foreach (uint hash in hashes)
        {
            int place = _bySender.Home(hash);
            if (_bySender.TryNext(hash, ref place, out int number))
            {
                Fetch.Object(_senders[number], 2);
            }
        }
    }

    /// <summary>The queue of a sender, or null.</summary>
    public SenderQueue? FindSender(in Address sender)
    {
        uint hash = HashIndex.HashOf(sender.Value);
        for (int place = _bySender.Home(hash); _bySender.TryNext(hash, ref place, out int number);)
        {
            if (_senders[number].Sender == sender)
            {
                return _senders[number];
            }
        }
        return null;
    }

    /// <summary>An empty queue for a sender that has none. It counts from its first entry on.</summary>
    public SenderQueue CreateSender(Address sender)
    {
        if (!_idle.TryPop(out SenderQueue? queue))
        {
            return new SenderQueue(sender);
        }
        queue.TurnTo(sender);
        return queue;
    }

    /// <summary>The entry that spends an output, or null.</summary>
    public PendingTransaction? FindSpender(in OutPoint output) => _spenders.GetValueOrDefault(output);

    /// <summary>True when a pending transaction spends an output of this one.</summary>
    public bool HasChildren(PendingTransaction entry)
    {
        for (int index = 0; index < entry.Transaction.Body.Outputs.Length; index++)
        {
            if (_spenders.ContainsKey(new OutPoint(entry.Transaction.Id, (uint)index)))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Adds an entry whose nonce and inputs are free.</summary>
    public void Add(PendingTransaction entry)
    {
        SenderQueue queue = entry.Sender;
        if (queue.Count == 0)
        {
            _senders.Add(queue);
            _bySender.Add(queue.Hash, queue.Number);
        }
        Unlink(queue);
        queue.Insert(entry);
        _table.Add(entry);
        _byId.Add(entry.Hash, entry.Number);
        if (entry.HasInputs)
        {
            foreach (OutPoint input in entry.Transaction.Body.Inputs)
            {
                _spenders.Add(input, entry);
            }
        }
        _expiry.Add(entry);
        Bytes += entry.Bytes;
        Link(queue);
    }

    /// <summary>Removes one entry; pending spenders of its outputs stay.</summary>
    public void Remove(PendingTransaction entry)
    {
        SenderQueue queue = entry.Sender;
        Unlink(queue);
        queue.Remove(entry);
        if (entry.HasInputs)
        {
            foreach (OutPoint input in entry.Transaction.Body.Inputs)
            {
                Check.That(_spenders.Remove(input));
            }
        }
        _expiry.Remove(entry);
        _byId.Remove(entry.Hash, entry.Number);
        _table.Remove(entry);
        Bytes -= entry.Bytes;
        Link(queue);
        if (Count < _tailsSince / 2)
        {
            _tailsSince = 0;
            _tails.Clear();
        }
    }

    /// <summary>
    /// The same for an entry that is final. A queue that it leaves empty is for the next sender: the caller refers to
    /// it no longer than until something is added.
    /// </summary>
    public void RemoveFinal(PendingTransaction entry)
    {
        Remove(entry);
        if (entry.Sender.Count == 0)
        {
            _idle.Push(entry.Sender);
        }
    }

    /// <summary>Takes a sender's new finalised account and reorders what depends on it.</summary>
    public void SetAccount(SenderQueue queue, PayerState account)
    {
        if (queue.Account.Nonce == account.Nonce)
        {
            // What its entries are worth and which of them are ready does not depend on the balance.
            queue.Account = account;
            return;
        }
        Unlink(queue);
        queue.Account = account;
        queue.Refresh();
        if (queue.Count > 0)
        {
            Link(queue);
        }
    }

    /// <summary>Arrival of the one that came first of those without a nonce gap before them. Linear.</summary>
    public ulong? OldestReady()
    {
        ulong? oldest = null;
        foreach (PendingTransaction entry in _table.Items)
        {
            oldest = entry.IsReady && !(oldest <= entry.Arrival) ? entry.Arrival : oldest;
        }
        return oldest;
    }

    /// <summary>Asserts that all tables agree. Linear; for tests.</summary>
    public void CheckAgreement()
    {
        long bytes = 0;
        int entries = 0;
        int heads = 0;
        int ready = 0;
        foreach (SenderQueue queue in _senders.Items)
        {
            Check.That(queue.Count > 0 && ReferenceEquals(FindSender(queue.Sender), queue));
            Check.That(_tailsSince == 0 || _tails.Contains(queue.Tail));
            Check.That(queue.ReadyCount == 0 || _heads.Contains(queue[0]));
            heads += queue.ReadyCount > 0 ? 1 : 0;
            ready += queue.ReadyCount;
            for (int index = 0; index < queue.Count; index++)
            {
                PendingTransaction entry = queue[index];
                Check.That(ReferenceEquals(Find(entry.Transaction.Id), entry) && _expiry.Contains(entry));
                Check.That(index >= queue.ReadyCount || entry.Nonce == queue.Account.Nonce + (ulong)index);
                bytes += entry.Transaction.Bytes.Length;
                entries++;
            }
        }
        Check.That(entries == _byId.Count && entries == Count && _bySender.Count == SenderCount);
        Check.That(bytes == Bytes && _expiry.Count == entries);
        Check.That(ready == ReadyCount && _heads.Count == heads);
        Check.That(_tails.Count == (_tailsSince == 0 ? 0 : _senders.Count));
        Check.That(_spenders.Values.All(entry => ReferenceEquals(Find(entry.Transaction.Id), entry)));
    }

    // Keys are made of fields that Insert, Remove and Refresh change: an entry leaves the heaps before and returns
    // after.
    private void Unlink(SenderQueue queue)
    {
        if (queue.Count == 0)
        {
            return;
        }
        if (_tailsSince > 0)
        {
            _tails.Remove(queue.Tail);
        }
        ReadyCount -= queue.ReadyCount;
        if (queue.ReadyCount > 0)
        {
            _heads.Remove(queue[0]);
        }
    }

    private void Link(SenderQueue queue)
    {
        if (queue.Count == 0)
        {
            _bySender.Remove(queue.Hash, queue.Number);
            _senders.Remove(queue);
            return;
        }
        if (_tailsSince > 0)
        {
            _tails.Add(queue.Tail);
        }
        ReadyCount += queue.ReadyCount;
        if (queue.ReadyCount > 0)
        {
            _heads.Add(queue[0]);
        }
    }
}
