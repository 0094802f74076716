namespace Aether.Execution.State;

/// <summary>References of nodes in the order they were added. It keeps its memory when it is cleared.</summary>
internal sealed class ReferenceList
{
    private uint[] _items = new uint[64];

    /// <summary>References in it.</summary>
    public int Count { get; private set; }

    /// <summary>The references.</summary>
    public ReadOnlySpan<uint> Items => _items.AsSpan(0, Count);

    /// <summary>Adds one.</summary>
    public void Add(uint reference)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, checked(2 * Count));
        }
        _items[Count++] = reference;
    }

    /// <summary>Adds all of another list.</summary>
    public void AddAll(ReferenceList other)
    {
        int end = checked(Count + other.Count);
        if (end > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(end, checked(2 * _items.Length)));
        }
        other.Items.CopyTo(_items.AsSpan(Count));
        Count = end;
    }

    /// <summary>Takes all out.</summary>
    public void Clear() => Count = 0;
}
