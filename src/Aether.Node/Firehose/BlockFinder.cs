using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;

namespace Aether.Node.Firehose;

/// <summary>Single blocks: those of the preferred chain by height, any that is known by hash.</summary>
internal sealed class BlockFinder(FirehoseChain chain)
{
    /// <summary>The block of a height on the preferred chain.</summary>
    /// <exception cref="GrpcException">It does not exist yet, or is not kept.</exception>
    public (FeedBlock Block, bool Final) ByHeight(ulong height)
    {
        FeedView view = chain.Feed.View;
        if (height > view.Head.Height)
        {
            throw new GrpcException(
                GrpcCode.NotFound, $"block {height} does not exist yet; the head is {view.Head.Height}");
        }
        FeedBlock? block = view.Find(height) ?? chain.Feed.FindFinal(height);
        return block is not null
            ? (block, height <= view.Final.Height)
            : throw Refusals.Of(chain, chain.Feed.Pruned(view, height));
    }

    /// <summary>A block by hash, final or not.</summary>
    /// <exception cref="GrpcException">It is not known here.</exception>
    public (FeedBlock Block, bool Final) ByHash(Hash256 hash)
    {
        FeedView view = chain.Feed.View;
        foreach (FeedBlock certified in view.Branch)
        {
            if (certified.Hash == hash)
            {
                return (certified, false);
            }
        }
        FeedBlock found = chain.Feed.FindAny(hash)
            ?? throw new GrpcException(GrpcCode.NotFound, $"block {hash} is not known here");
        bool final = found.Height <= view.Final.Height && chain.Feed.HashAt(view, found.Height) == hash;
        return (final ? chain.Feed.FindFinal(found.Height) ?? found : found, final);
    }

    /// <summary>The block of the event that a cursor comes from.</summary>
    /// <exception cref="GrpcException">The text is no cursor of an event of this chain, or its block is not known.
    /// </exception>
    public (FeedBlock Block, bool Final) ByCursor(string text)
    {
        if (!FeedCursor.TryParse(text, chain.Feed.ChainTag, out FeedCursor? cursor, out FeedRefusalKind kind))
        {
            string detail = kind == FeedRefusalKind.Malformed
                ? "the cursor is damaged or not one of this version"
                : "the cursor is of another chain";
            throw Refusals.Of(chain, chain.Feed.Refuse(chain.Feed.View, kind, detail));
        }
        return cursor.EventHeight is not null
            ? ByHash(cursor.EventHash)
            : throw new GrpcException(GrpcCode.InvalidArgument, "the cursor comes from no event, so it names no block");
    }
}
