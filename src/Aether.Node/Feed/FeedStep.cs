namespace Aether.Node.Feed;

/// <summary>What happened to a block. The number is part of cursors.</summary>
internal enum FeedStep : byte
{
    /// <summary>Nothing: the cursor of a place before any event.</summary>
    None = 0,

    /// <summary>The block is certified and extends the reader's chain.</summary>
    New = 1,

    /// <summary>The block was the last of the reader's chain and is no longer on it.</summary>
    Undo = 2,

    /// <summary>The block is final: it is never undone. Once for each block, in order.</summary>
    Final = 3,
}
