using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>
/// Pending transactions of one fee payer, ascending by nonce: a ready prefix without gaps, then future ones.
/// </summary>
internal sealed class SenderQueue : INumbered
{
    // Most senders have one or two pending. An array of its own spares a step on the way to them.
    private PendingTransaction?[] _entries = new PendingTransaction?[2];

    public SenderQueue(Address sender) => SetSender(sender);

    /// <inheritdoc/>
    public int Number { get; set; } = -1;

    /// <summary>The fee payer.</summary>
    public Address Sender { get; private set; }

    /// <summary>The hash of its address.</summary>
    public uint Hash { get; private set; }

    /// <summary>The account in the finalised state.</summary>
    public PayerState Account { get; set; }

    /// <summary>The last final block after which the account was read.</summary>
    public long ReadBy { get; set; }

    /// <summary>Sum of the costs of all entries.</summary>
    public UInt128 Reserved { get; private set; }

    /// <summary>Entries without a gap before them.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>The entry with the highest nonce: the only one that may be evicted.</summary>
    public PendingTransaction Tail => this[Count - 1];

    /// <summary>The entry at a position, ascending by nonce.</summary>
    public PendingTransaction this[int index]
    {
        get
        {
            Check.That((uint)index < (uint)Count);
            return _entries[index]!;
        }
    }

    /// <summary>Turns an empty queue that nobody refers to over to another fee payer.</summary>
    public void TurnTo(Address sender)
    {
        Check.That(Count == 0 && Reserved == 0);
        SetSender(sender);
        Account = default;
        ReadyCount = 0;
    }

    /// <summary>The entry with exactly this nonce, or null.</summary>
    public PendingTransaction? Find(ulong nonce)
    {
        int index = LowerBound(nonce);
        return index < Count && _entries[index]!.Nonce == nonce ? _entries[index] : null;
    }

    /// <summary>The entry after <paramref name="entry"/> when it follows without a gap, or null.</summary>
    public PendingTransaction? NextReady(PendingTransaction entry)
    {
        if (ReadyCount <= 1)
        {
            return null;
        }
        int index = LowerBound(entry.Nonce) + 1;
        return index < ReadyCount ? _entries[index] : null;
    }

    /// <summary>Adds an entry; its nonce must be free.</summary>
    public void Insert(PendingTransaction entry)
    {
        int index = LowerBound(entry.Nonce);
        Check.That(index == Count || _entries[index]!.Nonce != entry.Nonce);
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _entries.Length);
        }
        _entries.AsSpan(index, Count - index).CopyTo(_entries.AsSpan(index + 1));
        _entries[index] = entry;
        Count++;
        Reserved += entry.Cost;
        Refresh();
    }

    /// <summary>Removes an entry that is there.</summary>
    public void Remove(PendingTransaction entry)
    {
        int index = LowerBound(entry.Nonce);
        Check.That(index < Count && ReferenceEquals(_entries[index], entry));
        _entries.AsSpan(index + 1, Count - index - 1).CopyTo(_entries.AsSpan(index));
        _entries[--Count] = null;
        Reserved -= entry.Cost;
        Refresh();
    }

    /// <summary>Recomputes what follows from the entries and the account's nonce.</summary>
    public void Refresh()
    {
        ulong expected = Account.Nonce;
        ulong lowest = ulong.MaxValue;
        ReadyCount = 0;
        for (int index = 0; index < Count; index++)
        {
            PendingTransaction entry = _entries[index]!;
            lowest = Math.Min(lowest, entry.Price);
            entry.ChainPrice = lowest;
            entry.IsReady = ReadyCount == index && entry.Nonce == expected;
            ReadyCount += entry.IsReady ? 1 : 0;
            expected = entry.Nonce + 1;
        }
    }

    private void SetSender(Address sender)
    {
        Sender = sender;
        Hash = HashIndex.HashOf(sender.Value);
    }

    private int LowerBound(ulong nonce)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle]!.Nonce < nonce)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
