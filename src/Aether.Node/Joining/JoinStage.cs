namespace Aether.Node.Joining;

/// <summary>How far a node is that joins a chain.</summary>
internal enum JoinStage : byte
{
    /// <summary>Peers are awaited, or what they offer.</summary>
    Looking,

    /// <summary>A snapshot is fetched.</summary>
    State,

    /// <summary>The snapshot is brought into the store.</summary>
    Importing,

    /// <summary>Final blocks are fetched and executed.</summary>
    Blocks,

    /// <summary>The rest is the pipeline's.</summary>
    Done,

    /// <summary>It cannot go on.</summary>
    Failed,
}
