namespace Aether.Execution.Storage;

/// <summary>How much of the past a node keeps. The number is part of the store.</summary>
public enum PruningProfile
{
    /// <summary>All blocks, and the states after the newest of them.</summary>
    Full = 0,

    /// <summary>All blocks, and the state after each.</summary>
    Archive = 1,

    /// <summary>The blocks of the newest epochs and no past state; every header and epoch proof.</summary>
    Minimal = 2,
}
