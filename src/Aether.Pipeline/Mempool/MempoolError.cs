namespace Aether.Pipeline.Mempool;

/// <summary>Why the mempool did not take a transaction that the ledger rules allow. Numbers are stable.</summary>
public enum MempoolError : byte
{
    /// <summary>Taken.</summary>
    None = 0,

    /// <summary>The same transaction is pending; its hash stands.</summary>
    AlreadyKnown = 1,

    /// <summary>Full, and everything evictable pays at least as much.</summary>
    Full = 2,

    /// <summary>The sender has its share of pending transactions.</summary>
    TooManyPending = 3,

    /// <summary>
    /// The nonce leaves a gap, and the sender's share of transactions behind gaps is used up or the gap is too wide.
    /// </summary>
    TooManyFuture = 4,

    /// <summary>A pending transaction has the same nonce or an input in common, and the bid does not beat it.</summary>
    ReplacementUnderpriced = 5,

    /// <summary>All pending transactions of the sender together cost more than its balance.</summary>
    InsufficientBalance = 6,

    /// <summary>The nonce is used in the finalised state.</summary>
    NonceTooLow = 7,

    /// <summary>It spends an output of a transaction that it would itself replace.</summary>
    ReplacesOwnInput = 8,
}
