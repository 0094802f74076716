using System.Numerics;

namespace Aether.Execution.Scheduling;

/// <summary>Ready transactions of one lane: the owner pushes and pops at one end, others steal at the other.</summary>
/// <remarks>
/// <b>Threads</b>: <see cref="Push"/> and <see cref="TryPop"/> by the owner, <see cref="TrySteal"/> by any lane,
/// <see cref="Reset"/> while no lane runs. Items between top and bottom are waiting. (1) Push writes the item, then
/// publishes bottom. (2) A thief reads top, then bottom, then the item, and takes it by moving top with a compare and
/// exchange. (3) The owner lowers bottom first and fences; only for the last item it competes with thieves by the same
/// exchange. An index never comes twice: both ends only grow during a batch, and the room holds every transaction of
/// it.
/// <b>Source</b>: Chase and Lev, Dynamic circular work-stealing deque (SPAA 2005); orderings of Le et al., Correct and
/// efficient work-stealing for weak memory models (PPoPP 2013).
/// </remarks>
internal sealed class LaneDeque
{
    private int[] _items = new int[64];
    private PaddedLong _top;
    private PaddedLong _bottom;

    /// <summary>True when nothing waits, as far as another lane can tell.</summary>
    public bool IsEmpty => Volatile.Read(ref _top.Value) >= Volatile.Read(ref _bottom.Value);

    /// <summary>Empties it and makes room for a batch.</summary>
    public void Reset(int capacity)
    {
        if (_items.Length < capacity)
        {
            _items = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        }
        _top.Value = 0;
        _bottom.Value = 0;
    }

    /// <summary>Adds an item.</summary>
    public void Push(int item)
    {
        long bottom = _bottom.Value;
        _items[bottom & (_items.Length - 1)] = item;
        // Pairs with the reads of bottom in TrySteal and IsEmpty.
        Volatile.Write(ref _bottom.Value, bottom + 1);
    }

    /// <summary>Takes the item that was pushed last.</summary>
    public bool TryPop(out int item)
    {
        item = -1;
        long bottom = _bottom.Value;
        // Only the owner adds: what looks empty to it is empty. It saves the fence in the common case.
        if (Volatile.Read(ref _top.Value) >= bottom)
        {
            return false;
        }
        bottom--;
        Volatile.Write(ref _bottom.Value, bottom);
        // Pairs with the fence in TrySteal: either the thief sees the lower bottom, or this sees the higher top.
        Interlocked.MemoryBarrier();
        long top = Volatile.Read(ref _top.Value);
        if (top > bottom)
        {
            Volatile.Write(ref _bottom.Value, bottom + 1);
            return false;
        }
        item = _items[bottom & (_items.Length - 1)];
        if (top < bottom)
        {
            return true;
        }
        bool won = Interlocked.CompareExchange(ref _top.Value, top + 1, top) == top;
        Volatile.Write(ref _bottom.Value, bottom + 1);
        return won;
    }

    /// <summary>Takes the item that was pushed first; false when there is none or another lane was faster.</summary>
    public bool TrySteal(out int item)
    {
        item = -1;
        long top = Volatile.Read(ref _top.Value);
        Interlocked.MemoryBarrier();
        if (top >= Volatile.Read(ref _bottom.Value))
        {
            return false;
        }
        int found = Volatile.Read(ref _items[top & (_items.Length - 1)]);
        if (Interlocked.CompareExchange(ref _top.Value, top + 1, top) != top)
        {
            return false;
        }
        item = found;
        return true;
    }
}
