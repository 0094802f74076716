namespace Aether.Consensus.HotStuff;

/// <summary>How far the execution of a block has come.</summary>
internal enum ExecutionState
{
    /// <summary>Not asked for.</summary>
    None,

    /// <summary>Asked for, not answered.</summary>
    Requested,

    /// <summary>Its roots are those in its header.</summary>
    Valid,

    /// <summary>It or an ancestor is not valid.</summary>
    Invalid,
}
