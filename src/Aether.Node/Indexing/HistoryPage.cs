namespace Aether.Node.Indexing;

/// <summary>A page of history.</summary>
/// <param name="Entries">In the order that was asked for.</param>
/// <param name="From">Lowest height of which every transaction is there.</param>
/// <param name="IndexedHeight">Highest height of which every transaction is there.</param>
/// <param name="Next">The place after which the next page begins; null when this was the last.</param>
internal sealed record HistoryPage(
    IReadOnlyList<HistoryEntry> Entries, ulong From, ulong IndexedHeight, (ulong Height, uint Index)? Next);
