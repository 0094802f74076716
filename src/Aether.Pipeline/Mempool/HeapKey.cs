namespace Aether.Pipeline.Mempool;

/// <summary>Where an entry stands in an order: the smaller key first. No two entries have the same.</summary>
internal readonly record struct HeapKey(ulong High, ulong Low) : IComparable<HeapKey>
{
    /// <summary>True when this one comes first.</summary>
    public bool IsBefore(in HeapKey other) => High != other.High ? High < other.High : Low < other.Low;

    /// <inheritdoc/>
    public int CompareTo(HeapKey other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);
}
