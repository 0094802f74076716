namespace Aether.Pipeline.Mempool;

/// <summary>One order of pending transactions.</summary>
internal interface IHeapOrder
{
    /// <summary>The key of an entry. It stays the same while the entry is in the heap.</summary>
    static abstract HeapKey KeyOf(PendingTransaction entry);
}
