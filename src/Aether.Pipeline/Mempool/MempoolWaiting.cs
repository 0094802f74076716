namespace Aether.Pipeline.Mempool;

/// <summary>Who waits longest in a mempool, and what a place in it costs.</summary>
/// <param name="Arrivals">Transactions that asked for a place since the start: the number of the next one.</param>
/// <param name="OldestReady">
/// Number of the pending transaction without a nonce gap before it that came first; null for none.
/// </param>
/// <param name="FloorPrice">
/// Price that a bid must be above to find a place, Q48.16 of the minimum fee: that of the first to be evicted while
/// the mempool is full, and that of the minimum fee while there is room.
/// </param>
public readonly record struct MempoolWaiting(ulong Arrivals, ulong? OldestReady, ulong FloorPrice)
{
    /// <summary>The price of a bid of exactly the minimum fee.</summary>
    public const ulong LeastPrice = 1UL << PendingTransaction.PriceFractionBits;
}
