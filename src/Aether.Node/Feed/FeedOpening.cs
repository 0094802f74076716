using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>Judges whether the events after a cursor can be told here, all of them.</summary>
internal static class FeedOpening
{
    /// <summary>Null when they can, or the reason why not.</summary>
    public static FeedRefusal? Check(ChainFeed feed, FeedView view, FeedCursor cursor, bool finalOnly)
    {
        FeedRefusal? refusal = CheckKept(feed, view, cursor, finalOnly);
        if (refusal is null && !cursor.IsUntouched)
        {
            refusal = CheckFinal(feed, view, cursor)
                ?? (finalOnly ? null : CheckTip(feed, view, cursor));
        }
        return refusal;
    }

    // The next event, whichever it is, carries a block.
    private static FeedRefusal? CheckKept(ChainFeed feed, FeedView view, FeedCursor cursor, bool finalOnly)
    {
        ulong needed = Math.Max(cursor.First, cursor.NextFinal);
        if (!finalOnly && !cursor.IsUntouched && cursor.NextFinal >= cursor.Next)
        {
            needed = Math.Max(cursor.First, cursor.Next);
        }
        return needed < feed.OldestBlock && needed <= view.Final.Height ? feed.Pruned(view, needed) : null;
    }

    private static FeedRefusal? CheckFinal(ChainFeed feed, FeedView view, FeedCursor cursor)
    {
        if (cursor.NextFinal == 0)
        {
            return null;
        }
        ulong height = cursor.NextFinal - 1;
        Hash256? here = height > view.Head.Height ? null : feed.HashAt(view, height);
        if (here == cursor.Final)
        {
            return null;
        }
        if (height > view.Final.Height)
        {
            return Ahead(feed, view, height);
        }
        return here is null
            ? feed.Pruned(view, height)
            : feed.Refuse(
                view,
                FeedRefusalKind.OtherChain,
                $"the cursor says that {cursor.Final} is final at height {height}, and here {here} is");
    }

    private static FeedRefusal? CheckTip(ChainFeed feed, FeedView view, FeedCursor cursor)
    {
        ulong height = cursor.Next - 1;
        Hash256 hash = cursor.Tip;
        // Down from the cursor's block to the preferred chain, or to what the reader did not ask for: each block on the
        // way is to be undone.
        while (height >= cursor.First && (height > view.Head.Height || feed.HashAt(view, height) != hash))
        {
            if (feed.FindAny(hash)?.Header is not { } header || header.Height != height)
            {
                return cursor.Next - 1 > view.Head.Height
                    ? Ahead(feed, view, cursor.Next - 1)
                    : Unknown(feed, view, cursor);
            }
            if (height < cursor.NextFinal)
            {
                return feed.Refuse(
                    view, FeedRefusalKind.OtherChain, $"the cursor names two different blocks of height {height}");
            }
            if (height == 0)
            {
                return Unknown(feed, view, cursor);
            }
            hash = header.ParentHash;
            height--;
        }
        bool extends = height == view.Head.Height && hash == view.Head.Hash && cursor.Next - 1 > height;
        return height > view.Head.Height || extends ? Ahead(feed, view, cursor.Next - 1) : null;
    }

    /// <summary>The refusal of an abandoned block that is not known here.</summary>
    public static FeedRefusal Unknown(ChainFeed feed, FeedView view, FeedCursor cursor) => feed.Refuse(
        view,
        FeedRefusalKind.Unknown,
        $"block {cursor.Tip} of height {cursor.Next - 1} is not on the chain, and this node does not know it; undo all "
        + $"above height {(cursor.NextFinal == 0 ? cursor.First : cursor.NextFinal - 1)} and go on at the given cursor",
        cursor with { Step = FeedStep.None, Undone = default, Next = cursor.NextFinal, Tip = cursor.Final });

    private static FeedRefusal Ahead(ChainFeed feed, FeedView view, ulong height) => feed.Refuse(
        view,
        FeedRefusalKind.Ahead,
        $"the cursor is at height {height}, and this node is at {view.Head.Height}, final at {view.Final.Height}: try "
        + "again soon, or another node");
}
