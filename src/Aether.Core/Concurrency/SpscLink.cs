using System.Numerics;
using Aether.Core.Diagnostics;

namespace Aether.Core.Concurrency;

/// <summary>A bounded queue between exactly one publishing and one consuming thread.</summary>
/// <remarks>
/// <b>Threads</b>: <see cref="TryPublish"/> from one thread, <see cref="TryConsume"/> from one other. Each side owns
/// one index and reads the other's: the producer writes the slot, then releases <c>Tail</c>; the consumer acquires
/// <c>Tail</c>, reads the slot, clears it, then releases <c>Head</c>; the producer acquires <c>Head</c> before it
/// reuses a slot. <b>Cost</b>: no allocation after construction.
/// </remarks>
public sealed class SpscLink<T>
{
    private readonly T[] _slots;
    private readonly int _mask;
    private LinkIndices _indices;

    /// <summary>Creates a link with a power-of-two capacity.</summary>
    public SpscLink(int capacity)
    {
        Check.That(capacity >= 2 && BitOperations.IsPow2(capacity));
        _slots = new T[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Most items held at once.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Items held; a moment's view when the other side is active.</summary>
    public int Count
    {
        get
        {
            long head = Volatile.Read(ref _indices.Head);
            long tail = Volatile.Read(ref _indices.Tail);
            return (int)Math.Clamp(tail - head, 0, _slots.Length);
        }
    }

    /// <summary>Most items ever held at once.</summary>
    public int HighWater => Volatile.Read(ref _indices.HighWater);

    /// <summary>Adds an item; false when the link is full, and the item stays the caller's.</summary>
    public bool TryPublish(T item)
    {
        long tail = _indices.Tail;
        // Pairs with the release of Head in TryConsume: the slot was read and cleared before it is written again.
        long used = tail - Volatile.Read(ref _indices.Head);
        if (used >= _slots.Length)
        {
            return false;
        }
        _slots[(int)tail & _mask] = item;
        if (used + 1 > _indices.HighWater)
        {
            _indices.HighWater = (int)used + 1;
        }
        // Pairs with the acquire of Tail in TryConsume: the slot is visible before the index.
        Volatile.Write(ref _indices.Tail, tail + 1);
        return true;
    }

    /// <summary>Takes the oldest item; false when the link is empty.</summary>
    public bool TryConsume(out T item)
    {
        long head = _indices.Head;
        // Pairs with the release of Tail in TryPublish.
        if (head == Volatile.Read(ref _indices.Tail))
        {
            item = default!;
            return false;
        }
        ref T slot = ref _slots[(int)head & _mask];
        item = slot;
        slot = default!;
        // Pairs with the acquire of Head in TryPublish: the slot is free only after it was read.
        Volatile.Write(ref _indices.Head, head + 1);
        return true;
    }
}
