using Aether.Core;

namespace Aether.Pipeline.Mempool;

/// <summary>Sizes of a mempool. The defaults are the limits of <see cref="Limits.Mempool"/>.</summary>
public sealed record MempoolOptions
{
    /// <summary>Most pending transactions.</summary>
    public int MaxTransactions { get; init; } = Limits.Mempool.MaxTransactions;

    /// <summary>Most pending bytes.</summary>
    public long MaxBytes { get; init; } = Limits.Mempool.MaxBytes;

    /// <summary>Most pending transactions of one sender.</summary>
    public int MaxPerSender { get; init; } = Limits.Mempool.MaxPerSender;

    /// <summary>Most transactions of one sender behind a nonce gap.</summary>
    public int MaxFuturePerSender { get; init; } = Limits.Mempool.MaxFuturePerSender;

    /// <summary>Largest distance of a nonce from the sender's next one.</summary>
    public int MaxNonceGap { get; init; } = Limits.Mempool.MaxNonceGap;

    /// <summary>Transactions remembered that left without a block.</summary>
    public int MaxDepartures { get; init; } = Limits.Mempool.MaxDepartures;

    /// <summary>Least bid of a replacement, in percent of the bid it replaces.</summary>
    public int ReplacementPercent { get; init; } = Limits.Mempool.ReplacementPercent;
}
