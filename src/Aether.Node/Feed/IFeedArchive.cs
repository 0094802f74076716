using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>The durable chain as the feed reads it. Any thread.</summary>
internal interface IFeedArchive
{
    /// <summary>Lowest height whose block is kept.</summary>
    ulong OldestBlock { get; }

    /// <summary>A final header; null when it is not kept or not final yet.</summary>
    Header? FindFinalHeader(ulong height);

    /// <summary>A final block with its receipts; null when it is not kept or not final yet.</summary>
    FeedBlock? FindFinal(ulong height);

    /// <summary>Any block that is still known, final or not; null for others.</summary>
    FeedBlock? FindBlock(Hash256 hash);
}
