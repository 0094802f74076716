namespace Aether.Execution.Storage.Log;

/// <summary>What a record holds. Part of the format.</summary>
public enum LogRecordKind : byte
{
    /// <summary>A final block with what its execution changed.</summary>
    FinalBlock = 1,

    /// <summary>A block above the final head that this node may vote for.</summary>
    PendingBlock = 2,

    /// <summary>What opens an epoch.</summary>
    Epoch = 3,

    /// <summary>As <see cref="FinalBlock"/>, with the hash of a pending block in place of the proposal.</summary>
    FinalOfPending = 4,
}
