namespace Aether.Node.Feed;

/// <summary>Why a place on the chain cannot be read from here.</summary>
internal enum FeedRefusalKind
{
    /// <summary>The text is no cursor of this version.</summary>
    Malformed,

    /// <summary>The cursor is of another chain, or another block is final in place of one it names.</summary>
    OtherChain,

    /// <summary>The next block is no longer kept here; another node may have it.</summary>
    Pruned,

    /// <summary>The cursor's block was abandoned, and this node does not know it: what to undo is unknown.</summary>
    Unknown,

    /// <summary>This node has not come as far as the cursor: try again, or another node.</summary>
    Ahead,
}
