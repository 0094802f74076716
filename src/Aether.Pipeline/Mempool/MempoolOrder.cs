namespace Aether.Pipeline.Mempool;

/// <summary>The orders of the mempool's indexes. Each is total: arrival numbers are unique.</summary>
internal static class MempoolOrder
{
    /// <summary>Best first: what a proposer takes next. Ties go to the earlier arrival.</summary>
    public static readonly Comparer<PendingTransaction> ByPriority =
        Comparer<PendingTransaction>.Create(ComparePriority);

    /// <summary>
    /// First to be evicted first: future before ready, then the lowest chain price, then the latest arrival.
    /// </summary>
    public static readonly Comparer<PendingTransaction> ByEviction =
        Comparer<PendingTransaction>.Create(CompareEviction);

    /// <summary>First to expire first.</summary>
    public static readonly Comparer<PendingTransaction> ByExpiry = Comparer<PendingTransaction>.Create(CompareExpiry);

    /// <summary>
    /// True when an entry with these figures would be evicted before <paramref name="other"/>, or ties with it.
    /// </summary>
    public static bool IsNoBetter(bool ready, ulong chainPrice, PendingTransaction other) =>
        ready != other.IsReady ? !ready : chainPrice <= other.ChainPrice;

    private static int ComparePriority(PendingTransaction left, PendingTransaction right)
    {
        int order = right.Price.CompareTo(left.Price);
        return order != 0 ? order : left.Arrival.CompareTo(right.Arrival);
    }

    private static int CompareEviction(PendingTransaction left, PendingTransaction right)
    {
        int order = left.IsReady.CompareTo(right.IsReady);
        order = order != 0 ? order : left.ChainPrice.CompareTo(right.ChainPrice);
        return order != 0 ? order : right.Arrival.CompareTo(left.Arrival);
    }

    private static int CompareExpiry(PendingTransaction left, PendingTransaction right)
    {
        int order = left.Transaction.Body.ValidUntil.CompareTo(right.Transaction.Body.ValidUntil);
        return order != 0 ? order : left.Arrival.CompareTo(right.Arrival);
    }
}
