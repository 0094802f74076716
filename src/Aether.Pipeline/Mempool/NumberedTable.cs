using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Mempool;

/// <summary>Items by small numbers, which are used again.</summary>
/// <remarks>
/// Orders and indexes name items by number: what they move about are no references, whose every move the collector
/// would want to know of. <b>Threads</b>: one at a time. <b>Cost</b>: constant; no allocation once it has grown.
/// </remarks>
internal sealed class NumberedTable<T>
    where T : class, INumbered
{
    private readonly Stack<int> _free = [];
    private T?[] _items = new T?[64];
    private int _used;

    /// <summary>Items.</summary>
    public int Count => _used - _free.Count;

    /// <summary>All items, in no order that means anything.</summary>
    public IEnumerable<T> Items => _items.Take(_used).OfType<T>();

    /// <summary>The item with a number.</summary>
    public T this[int number] => _items[number]!;

    /// <summary>Gives an item the number it keeps until it is removed.</summary>
    public void Add(T item)
    {
        Check.That(item.Number < 0);
        if (!_free.TryPop(out int number))
        {
            number = _used++;
        }
        if (number == _items.Length)
        {
            Array.Resize(ref _items, 2 * _items.Length);
        }
        _items[number] = item;
        item.Number = number;
    }

    /// <summary>Takes the number back.</summary>
    public void Remove(T item)
    {
        Check.That(ReferenceEquals(_items[item.Number], item));
        _items[item.Number] = null;
        _free.Push(item.Number);
        item.Number = -1;
    }
}
