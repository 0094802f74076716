namespace Aether.Node.Feed;

/// <summary>One step of the chain as a reader sees it.</summary>
/// <param name="Step">New, undo or final.</param>
/// <param name="Block">The block, also when it is undone.</param>
/// <param name="Cursor">The place right after this event.</param>
internal sealed record FeedEvent(FeedStep Step, FeedBlock Block, FeedCursor Cursor);
