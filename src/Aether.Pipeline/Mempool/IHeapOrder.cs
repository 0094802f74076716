namespace Aether.Pipeline.Mempool;

/// <summary>One order of pending transactions, and where an entry keeps its place in the heap of that order.</summary>
internal interface IHeapOrder
{
    /// <summary>The key of an entry. It stays the same while the entry is in the heap.</summary>
    static abstract HeapKey KeyOf(PendingTransaction entry);

    /// <summary>The entry's index in the heap; -1 outside.</summary>
    static abstract ref int PlaceOf(PendingTransaction entry);
}
