using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Mempool;

/// <summary>Pending transactions of which the first in an order is known, and the next ones can be asked for.</summary>
/// <remarks>
/// A heap of four children each, keys beside the numbers of the entries, so that neither a comparison nor a move
/// touches a transaction; the place of each number is known, so any can be taken out. What is taken out leaves its key
/// where it is until many are gone, and then all that stay are put in order at once: a final block takes out thousands,
/// most of them from the top, where filling each gap would go through all levels.
/// <b>Threads</b>: one at a time. <b>Cost</b>: logarithmic; adding in order, and taking out, take constant time on
/// average; no allocation once it has grown.
/// </remarks>
internal sealed class EntryHeap<TOrder>(NumberedTable<PendingTransaction> table)
    where TOrder : struct, IHeapOrder
{
    private const int Children = 4;
    // The number of an item whose entry was taken out.
    private const int Gone = -1;
    // With one of so many items gone, all are put in order.
    private const int ManyGone = 8;

    private Item[] _items = new Item[64];
    // By number, counted from 1: 0 is outside.
    private int[] _places = new int[64];
    // Where a walk may go next: places under the keys of their entries, a heap itself.
    private Item[] _walk = [];
    private int _walkCount;
    // Items, those that are gone among them.
    private int _used;

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>The first entry, or null.</summary>
    public PendingTransaction? First
    {
        get
        {
            ClearTop();
            return Count == 0 ? null : table[_items[0].Number];
        }
    }

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
        if (_used == _items.Length)
        {
            Array.Resize(ref _items, 2 * _items.Length);
        }
        if (entry.Number >= _places.Length)
        {
            Array.Resize(ref _places, Math.Max(entry.Number + 1, 2 * _places.Length));
        }
        Count++;
        Rise(_used++, new Item(TOrder.KeyOf(entry), entry.Number));
    }

    /// <summary>Fetches what taking out the entry with a number reads first.</summary>
    public void Prefetch(int number) => Fetch.Element(_places, number);

    /// <summary>Takes out an entry that is in here.</summary>
    public void Remove(PendingTransaction entry)
    {
        Check.That(Contains(entry));
        int place = PlaceOf(entry);
        _places[entry.Number] = 0;
        Count--;
        if (Count == 0)
        {
            _used = 0;
        }
        else if (place == _used - 1)
        {
            _used--;
        }
        else
        {
            _items[place] = _items[place] with { Number = Gone };
            // Most are gone: what stays must not be held in a place that is much too large.
            if (Count < _used / 2)
            {
                Restore();
            }
        }
    }

    /// <summary>Takes out all entries.</summary>
    public void Clear()
    {
        foreach (Item item in _items.AsSpan(0, _used))
        {
            if (item.Number != Gone)
            {
                _places[item.Number] = 0;
            }
        }
        Count = 0;
        _used = 0;
    }

    /// <summary>Starts a walk over the entries in order. The heap must not change meanwhile, and one walk at a time.
    /// </summary>
    public void BeginWalk()
    {
        _walkCount = 0;
        ClearTop();
        if (Count > 0)
        {
            Open(0);
        }
    }

    /// <summary>The next entry of the walk, or null at its end.</summary>
    public PendingTransaction? NextOfWalk()
    {
        while (_walkCount > 0)
        {
            int place = _walk[0].Number;
            int child = (place * Children) + 1;
            int end = Math.Min(child + Children, _used);
            // The first child takes the place of what leaves: one way down for both.
            SinkInWalk(child < end ? ToWalk(child) : _walk[--_walkCount]);
            for (child++; child < end; child++)
            {
                Open(child);
            }
            if (_items[place].Number != Gone)
            {
                ForeseeNext();
                return table[_items[place].Number];
            }
        }
        return null;
    }

    private Item ToWalk(int place)
    {
        Item item = _items[place];
        if (item.Number != Gone)
        {
            Fetch.Object(table[item.Number], 3);
        }
        return item with { Number = place };
    }

    // The entry was fetched when it came into the walk; its queue is one reference further.
    private void ForeseeNext()
    {
        int next = _walkCount > 0 ? _items[_walk[0].Number].Number : Gone;
        if (next != Gone)
        {
            Fetch.Object(table[next].Sender, 2);
        }
    }

    private void Open(int place)
    {
        if (_walkCount == _walk.Length)
        {
            Array.Resize(ref _walk, Math.Max(64, 2 * _walk.Length));
        }
        Item item = ToWalk(place);
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
            int least = LeastChild(_items.AsSpan(0, _used), place);
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
        if (item.Number != Gone)
        {
            _places[item.Number] = place + 1;
        }
    }

    // Makes the first item that of an entry.
    private void ClearTop()
    {
        if (_used - Count > _used / ManyGone)
        {
            Restore();
        }
        while (Count > 0 && _items[0].Number == Gone)
        {
            Sink(0, _items[--_used]);
        }
    }

    // Drops what is gone and puts the rest in order, from the last parent up.
    private void Restore()
    {
        int kept = 0;
        foreach (Item item in _items.AsSpan(0, _used))
        {
            if (item.Number != Gone)
            {
                Set(kept++, item);
            }
        }
        Check.That(kept == Count);
        _used = kept;
        for (int place = (kept - 2) / Children; place >= 0 && kept > 1; place--)
        {
            Item item = _items[place];
            Sink(place, item);
        }
    }

    private int PlaceOf(PendingTransaction entry) =>
        (uint)entry.Number < (uint)_places.Length ? _places[entry.Number] - 1 : -1;

    private readonly record struct Item(HeapKey Key, int Number);
}
