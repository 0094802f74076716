namespace Aether.Execution.Scheduling;

/// <summary>Heads of the buckets that hold the items of one owner.</summary>
internal sealed class OwnerItems
{
    private const int MinBuckets = 16;
    private int[] _heads = new int[MinBuckets];
    private int _count;

    /// <summary>True when another item would make the buckets long.</summary>
    public bool IsFull => _count >= _heads.Length * 2;

    /// <summary>First item of a bucket; 0 for none.</summary>
    public int Head(uint hash) => _heads[hash & (uint)(_heads.Length - 1)];

    /// <summary>Puts an item in front of its bucket and tells which one was there.</summary>
    public int Push(uint hash, int cell)
    {
        ref int head = ref _heads[hash & (uint)(_heads.Length - 1)];
        int next = head;
        head = cell;
        _count++;
        return next;
    }

    /// <summary>Makes room, empty, and gives the heads there were.</summary>
    public int[] Grow()
    {
        int[] old = _heads;
        _heads = new int[old.Length * 4];
        _count = 0;
        return old;
    }

    /// <summary>Forgets all items.</summary>
    public void Clear()
    {
        if (_count != 0)
        {
            Array.Clear(_heads);
            _count = 0;
        }
    }
}
