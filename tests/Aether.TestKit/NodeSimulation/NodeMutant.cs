namespace Aether.TestKit.NodeSimulation;

/// <summary>Bugs that can be planted in whole nodes to see whether the checkers find them.</summary>
public enum NodeMutant
{
    /// <summary>None.</summary>
    None,

    /// <summary>A final block is announced before it is on disk.</summary>
    CommitWithoutSync,

    /// <summary>A safety record is reported durable before it is on disk.</summary>
    SafetyWithoutSync,

    /// <summary>A block that was voted for is not kept.</summary>
    LosePendingBlock,

    /// <summary>A transaction counts as known by its body alone, before its signatures are checked.</summary>
    RememberUnverified,

    /// <summary>Blocks are executed on the final head instead of on their parent.</summary>
    WrongParentState,

    /// <summary>Receipts are in another order than their transactions.</summary>
    ReceiptsOutOfOrder,

    /// <summary>A block creates a unit that was not there.</summary>
    SupplyLeak,

    /// <summary>A transaction that failed leaves the nonce as it was.</summary>
    FailedKeepsNonce,

    /// <summary>Readers see the final head one block late.</summary>
    StaleHead,

    /// <summary>A block's writes are stored in two batches.</summary>
    SplitBatch,

    /// <summary>The mempool says it took a transaction that it did not take.</summary>
    LoseAccepted,
}
