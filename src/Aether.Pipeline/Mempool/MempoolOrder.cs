namespace Aether.Pipeline.Mempool;

/// <summary>The orders of the mempool's indexes. Each is total: arrival numbers are unique.</summary>
internal static class MempoolOrder
{
    // Arrivals never come near 2^63.
    private const ulong ArrivalMask = ulong.MaxValue >> 1;

    /// <summary>
    /// True when an entry with these figures would be evicted before <paramref name="other"/>, or ties with it.
    /// </summary>
    public static bool IsNoBetter(bool ready, ulong chainPrice, PendingTransaction other) =>
        ready != other.IsReady ? !ready : chainPrice <= other.ChainPrice;

    /// <summary>Best first: what a proposer takes next. Ties go to the earlier arrival.</summary>
    public readonly struct ByPriority : IHeapOrder
    {
        /// <inheritdoc/>
        public static HeapKey KeyOf(PendingTransaction entry) => new(~entry.Price, entry.Arrival);
    }

    /// <summary>
    /// First to be evicted first: future before ready, then the lowest chain price, then the latest arrival.
    /// </summary>
    public readonly struct ByEviction : IHeapOrder
    {
        /// <inheritdoc/>
        public static HeapKey KeyOf(PendingTransaction entry)
        {
            ulong ready = entry.IsReady ? 1UL << 63 : 0;
            return new(ready | (entry.ChainPrice >> 1), (entry.ChainPrice << 63) | (~entry.Arrival & ArrivalMask));
        }
    }

    /// <summary>First to expire first.</summary>
    public readonly struct ByExpiry : IHeapOrder
    {
        /// <inheritdoc/>
        public static HeapKey KeyOf(PendingTransaction entry) =>
            new(entry.ValidUntil, entry.Arrival);
    }
}
