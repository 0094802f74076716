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
    // Where a walk may go next: places under the keys of their entries, a heap itself.
    private Item[] _walk = [];
    private int _walkCount;

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
        _walkCount = 0;
        if (Count > 0)
        {
            Open(0);
        }
    }

    /// <summary>The next entry of the walk, or null at its end.</summary>
    public PendingTransaction? NextOfWalk()
    {
        if (_walkCount == 0)
        {
            return null;
        }
        int place = _walk[0].Number;
        int child = (place * Children) + 1;
        int end = Math.Min(child + Children, Count);
        // The first child takes the place of what leaves: one way down for both.
        SinkInWalk(child < end ? new Item(_items[child].Key, child) : _walk[--_walkCount]);
        for (child++; child < end; child++)
        {
            Open(child);
        }
        return table[_items[place].Number];
    }

    private void Open(int place)
    {
        if (_walkCount == _walk.Length)
        {
            Array.Resize(ref _walk, Math.Max(64, 2 * _walk.Length));
        }
        Item item = new(_items[place].Key, place);
        int at = _walkCount++;
        while (at > 0 && item.Key.IsBefore(_walk[(at - 1) / Children].Key))
        {
            _walk[at] = _walk[(at - 1) / Children];
            at = (at - 1) / Children;
        }
        _walk[at] = item;
    }

    private void SinkInWalk(in Item item)
    {
        Item sinking = item;
        Span<Item> walk = _walk.AsSpan(0, _walkCount);
        if (walk.IsEmpty)
        {
            return;
        }
        int at = 0;
        for (int least = LeastChild(walk, 0); least > 0; least = LeastChild(walk, at))
        {
            if (!walk[least].Key.IsBefore(sinking.Key))
            {
                break;
            }
            walk[at] = walk[least];
            at = least;
        }
        walk[at] = sinking;
    }

    // 0 below the last level.
    private static int LeastChild(ReadOnlySpan<Item> items, int place)
    {
        int first = (place * Children) + 1;
        if (first >= items.Length)
        {
            return 0;
        }
        int least = first;
        int end = Math.Min(first + Children, items.Length);
        for (int child = first + 1; child < end; child++)
        {
            least = items[child].Key.IsBefore(items[least].Key) ? child : least;
        }
        return least;
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
            int least = LeastChild(_items.AsSpan(0, Count), place);
            if (least == 0)
            {
                break;
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
