using System.Numerics;
using Aether.Core.Diagnostics;

namespace Aether.Core.Concurrency;

/// <summary>A bounded queue from any number of publishing threads to one consuming thread.</summary>
/// <remarks>
/// After Vyukov's bounded queue. Every slot has a sequence number: equal to the ticket, the slot is free for that
/// ticket; one more, it holds that ticket's item. 1. A producer reads <c>Tail</c> as its ticket and the slot's sequence
/// (acquire). 2. If they are equal it claims the ticket by compare-exchange on <c>Tail</c>. 3. It writes the item and
/// releases sequence = ticket + 1. 4. The consumer acquires the sequence at <c>Head</c>, takes the item and releases
/// sequence = ticket + capacity, freeing the slot for the next round.
/// <b>Threads</b>: <see cref="TryPublish"/> from any, <see cref="TryConsume"/> from one. <b>Cost</b>: no allocation
/// after construction.
/// </remarks>
public sealed class MpscLink<T>
{
    private readonly Slot[] _slots;
    private readonly int _mask;
    private LinkIndices _indices;

    /// <summary>Creates a link with a power-of-two capacity.</summary>
    public MpscLink(int capacity)
    {
        Check.That(capacity >= 2 && BitOperations.IsPow2(capacity));
        _slots = new Slot[capacity];
        _mask = capacity - 1;
        for (int index = 0; index < capacity; index++)
        {
            _slots[index].Sequence = index;
        }
    }

    /// <summary>Most items held at once.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Items held or being written; a moment's view.</summary>
    public int Count
    {
        get
        {
            long head = Volatile.Read(ref _indices.Head);
            long tail = Volatile.Read(ref _indices.Tail);
            return (int)Math.Clamp(tail - head, 0, _slots.Length);
        }
    }

    /// <summary>Most items the consumer ever found waiting.</summary>
    public int HighWater => Volatile.Read(ref _indices.HighWater);

    /// <summary>Adds an item; false when the link is full, and the item stays the caller's.</summary>
    public bool TryPublish(T item)
    {
        long ticket = Volatile.Read(ref _indices.Tail);
        while (true)
        {
            ref Slot slot = ref _slots[(int)ticket & _mask];
            // Pairs with the consumer's release of Sequence: the slot was emptied before it is claimed.
            long difference = Volatile.Read(ref slot.Sequence) - ticket;
            if (difference < 0)
            {
                return false;
            }
            if (difference > 0)
            {
                ticket = Volatile.Read(ref _indices.Tail);
                continue;
            }
            long seen = Interlocked.CompareExchange(ref _indices.Tail, ticket + 1, ticket);
            if (seen == ticket)
            {
                slot.Item = item;
                // Pairs with the acquire of Sequence in TryConsume: the item is visible before the number.
                Volatile.Write(ref slot.Sequence, ticket + 1);
                return true;
            }
            ticket = seen;
        }
    }

    /// <summary>Takes the oldest item; false when none is ready.</summary>
    public bool TryConsume(out T item)
    {
        long ticket = _indices.Head;
        ref Slot slot = ref _slots[(int)ticket & _mask];
        // Pairs with the release of Sequence in TryPublish.
        if (Volatile.Read(ref slot.Sequence) != ticket + 1)
        {
            item = default!;
            return false;
        }
        int waiting = (int)(Volatile.Read(ref _indices.Tail) - ticket);
        _indices.HighWater = Math.Max(_indices.HighWater, Math.Min(waiting, _slots.Length));
        item = slot.Item;
        slot.Item = default!;
        // Pairs with the acquire of Sequence in TryPublish: the slot is free for the ticket one round later.
        Volatile.Write(ref slot.Sequence, ticket + _slots.Length);
        Volatile.Write(ref _indices.Head, ticket + 1);
        return true;
    }

    private struct Slot
    {
        public long Sequence;
        public T Item;
    }
}
