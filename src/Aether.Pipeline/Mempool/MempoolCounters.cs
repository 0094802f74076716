namespace Aether.Pipeline.Mempool;

/// <summary>What has happened to a mempool since its start.</summary>
/// <param name="Added">Transactions taken.</param>
/// <param name="Refused">Transactions not taken, whatever the reason.</param>
/// <param name="Replaced">Pending ones that made way for a better bid, with those that depended on them.</param>
/// <param name="Evicted">Pending ones that made way because the pool was full.</param>
/// <param name="Expired">Pending ones whose last view passed.</param>
/// <param name="Included">Pending ones found in final blocks.</param>
/// <param name="Dropped">Pending ones that a final block made invalid.</param>
public readonly record struct MempoolCounters(
    long Added, long Refused, long Replaced, long Evicted, long Expired, long Included, long Dropped);
