namespace Aether.Execution.Staking;

/// <summary>What a block may carry, by its place in the epoch.</summary>
public enum BlockKind : byte
{
    /// <summary>Transactions and evidence.</summary>
    Normal = 0,

    /// <summary>The first block at or after the end of the epoch: only the transition to the next one.</summary>
    Closing = 1,

    /// <summary>A block after the closing one that only helps to make it final: nothing.</summary>
    Helper = 2,
}
