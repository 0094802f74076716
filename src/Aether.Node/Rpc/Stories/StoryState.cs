namespace Aether.Node.Rpc.Stories;

/// <summary>Where a transaction is on its way.</summary>
internal enum StoryState : byte
{
    /// <summary>This node knows nothing of it.</summary>
    Unknown,

    /// <summary>Its bytes arrived here.</summary>
    Received,

    /// <summary>It waits in the mempool.</summary>
    Pending,

    /// <summary>It is in an executed block without a certificate.</summary>
    Proposed,

    /// <summary>It is in a certified block.</summary>
    Included,

    /// <summary>It is in a final block and did what it should.</summary>
    Finalized,

    /// <summary>It left the mempool without a block; another node may still hold it.</summary>
    Dropped,

    /// <summary>Its last slot passed: no block can hold it.</summary>
    Expired,

    /// <summary>It is in a final block and failed: its fee is paid, nothing else happened.</summary>
    Failed,
}
