namespace Aether.Da.Shreds;

/// <summary>How far a set has come.</summary>
public enum FecSetState : byte
{
    /// <summary>Shreds are missing.</summary>
    Open = 0,

    /// <summary>All shards are there, and they are what the leader committed to.</summary>
    Complete = 1,

    /// <summary>What the leader committed to is no codeword, or has bytes behind its payload.</summary>
    Invalid = 2,
}
