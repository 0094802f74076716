using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Mempool;

/// <summary>Pending transactions of which the first in an order is known, and the next ones can be asked for.</summary>
/// <remarks>
/// A heap of four children each, keys beside the numbers of the entries, so that neither a comparison nor a move
/// touches a transaction; the place of each number is known, so any can be taken out. <b>Threads</b>: one at a time.
/// <b>Cost</b>: logarithmic; adding in order takes constant time; no allocation once it has grown.
/// </remarks>
internal sealed class EntryHeap<TOrder>(PendingTable table)
    where TOrder : struct, IHeapOrder
{
    private const int Children = 4;

    private Item[] _items = new Item[64];
    // By number, counted from 1: 0 is outside.
    private int[] _places = new int[64];
    private PriorityQueue<int, HeapKey>? _walk;

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>The first entry, or null.</summary>
    public PendingTransaction? First => Count == 0 ? null : table[_items[0].Number];

    /// <summary>True when the entry is in here, under the key it has now.</summary>
    public bool Contains(PendingTransaction entry)
    {
        int place = PlaceOf(entry);
        return place >= 0 && _items[place].Key == TOrder.KeyOf(entry);
    }

    /// <summary>Adds an entry that is not in here.</summary>
    public void Add(PendingTransaction entry)
    {
        Check.That(entry.Number >= 0 && PlaceOf(entry) < 0);
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, 2 * _items.Length);
        }
        if (entry.Number >= _places.Length)
        {
            Array.Resize(ref _places, Math.Max(entry.Number + 1, 2 * _places.Length));
        }
        Rise(Count++, new Item(TOrder.KeyOf(entry), entry.Number));
    }

    /// <summary>Takes out an entry that is in here.</summary>
    public void Remove(PendingTransaction entry)
    {
        Check.That(Contains(entry));
        int place = PlaceOf(entry);
        _places[entry.Number] = 0;
        Item last = _items[--Count];
        if (place == Count)
        {
            return;
        }
        if (place > 0 && last.Key.IsBefore(_items[(place - 1) / Children].Key))
        {
            Rise(place, last);
        }
        else
        {
            Sink(place, last);
        }
    }

    /// <summary>Starts a walk over the entries in order. The heap must not change meanwhile, and one walk at a time.
    /// </summary>
    public void BeginWalk()
    {
        _walk ??= new PriorityQueue<int, HeapKey>();
        _walk.Clear();
        if (Count > 0)
        {
            _walk.Enqueue(0, _items[0].Key);
        }
    }

    /// <summary>The next entry of the walk, or null at its end.</summary>
    public PendingTransaction? NextOfWalk()
    {
        if (!_walk!.TryDequeue(out int place, out HeapKey _))
        {
            return null;
        }
        int end = Math.Min((place * Children) + Children, Count - 1);
        for (int child = (place * Children) + 1; child <= end; child++)
        {
            _walk.Enqueue(child, _items[child].Key);
        }
        return table[_items[place].Number];
    }

    private void Rise(int place, in Item item)
    {
        while (place > 0)
        {
            int parent = (place - 1) / Children;
            if (!item.Key.IsBefore(_items[parent].Key))
            {
                break;
            }
            Set(place, _items[parent]);
            place = parent;
        }
        Set(place, item);
    }

    private void Sink(int place, in Item item)
    {
        while (true)
        {
            int first = (place * Children) + 1;
            if (first >= Count)
            {
                break;
            }
            int least = first;
            int end = Math.Min(first + Children, Count);
            for (int child = first + 1; child < end; child++)
            {
                least = _items[child].Key.IsBefore(_items[least].Key) ? child : least;
            }
            if (!_items[least].Key.IsBefore(item.Key))
            {
                break;
            }
            Set(place, _items[least]);
            place = least;
        }
        Set(place, item);
    }

    private void Set(int place, in Item item)
    {
        _items[place] = item;
        _places[item.Number] = place + 1;
    }

    private int PlaceOf(PendingTransaction entry) =>
        (uint)entry.Number < (uint)_places.Length ? _places[entry.Number] - 1 : -1;

    private readonly record struct Item(HeapKey Key, int Number);
}
