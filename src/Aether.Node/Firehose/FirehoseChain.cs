using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.Node.Firehose;

/// <summary>What the server needs of a node.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="Feed">Its events.</param>
/// <param name="IsServing">True while the node runs.</param>
internal sealed record FirehoseChain(Genesis Genesis, ChainFeed Feed, Func<bool> IsServing)
{
    /// <summary>The longest silence of a stream.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(Core.Limits.Firehose.HeartbeatMs);

    /// <summary>The text of a cursor.</summary>
    public string Format(FeedCursor cursor) => cursor.Format(Feed.ChainTag);
}
