namespace Aether.Pipeline.Mempool;

/// <summary>Why a transaction left the mempool without being in a final block. Numbers are stable.</summary>
public enum DepartureReason : byte
{
    /// <summary>Its last view passed: no later block can hold it.</summary>
    Expired = 1,

    /// <summary>A better bid with the same nonce or a common input took its place.</summary>
    Replaced = 2,

    /// <summary>The pool was full of better bids. Another node may still hold it.</summary>
    Evicted = 3,

    /// <summary>What it builds on was spent, used or left, or its payer cannot pay any more.</summary>
    Dropped = 4,
}
