namespace Aether.TestKit.Simulation;

/// <summary>What is to happen, in order of time and, at one time, of scheduling.</summary>
/// <remarks>
/// Allocates nothing once it has grown. A heap with four children a node over small entries; the events themselves
/// stay where they are.
/// </remarks>
internal sealed class EventQueue
{
    private Entry[] _heap = new Entry[256];
    private SimulatedEvent[] _events = new SimulatedEvent[256];
    private int[] _free = new int[256];
    private int _count;
    private int _freeCount;
    private int _used;
    private long _order;

    /// <summary>Events waiting.</summary>
    public int Count => _count;

    /// <summary>Time of the first event; undefined without any.</summary>
    public long FirstUs => _heap[0].TimeUs;

    /// <summary>Adds an event.</summary>
    public void Add(long timeUs, in SimulatedEvent what)
    {
        int slot = _freeCount > 0 ? _free[--_freeCount] : NewSlot();
        _events[slot] = what;
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _count);
        }
        Entry entry = new(timeUs, _order++, slot);
        int at = _count++;
        while (at > 0)
        {
            int parent = (at - 1) >> 2;
            if (!IsBefore(entry, _heap[parent]))
            {
                break;
            }
            _heap[at] = _heap[parent];
            at = parent;
        }
        _heap[at] = entry;
    }

    /// <summary>Removes the first event.</summary>
    public SimulatedEvent Take()
    {
        int slot = _heap[0].Slot;
        SimulatedEvent first = _events[slot];
        _events[slot] = default;
        _free[_freeCount++] = slot;
        Entry last = _heap[--_count];
        if (_count > 0)
        {
            Sink(last);
        }
        return first;
    }

    private static bool IsBefore(in Entry left, in Entry right) =>
        left.TimeUs < right.TimeUs || (left.TimeUs == right.TimeUs && left.Order < right.Order);

    private void Sink(in Entry entry)
    {
        Span<Entry> heap = _heap.AsSpan(0, _count);
        int at = 0;
        int child = 1;
        while (child < heap.Length)
        {
            int least = child;
            int end = Math.Min(child + 4, heap.Length);
            for (int other = child + 1; other < end; other++)
            {
                if (IsBefore(heap[other], heap[least]))
                {
                    least = other;
                }
            }
            if (!IsBefore(heap[least], entry))
            {
                break;
            }
            heap[at] = heap[least];
            at = least;
            child = (at << 2) + 1;
        }
        heap[at] = entry;
    }

    private int NewSlot()
    {
        if (_used == _events.Length)
        {
            Array.Resize(ref _events, 2 * _used);
            Array.Resize(ref _free, 2 * _used);
        }
        return _used++;
    }

    private readonly record struct Entry(long TimeUs, long Order, int Slot);
}
