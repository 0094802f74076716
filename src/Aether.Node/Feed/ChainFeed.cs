using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Status;

namespace Aether.Node.Feed;

/// <summary>
/// The events of the chain for those who follow it: certified blocks, blocks undone, final blocks. It never skips one.
/// </summary>
/// <remarks>
/// What comes next at a <see cref="FeedCursor"/> follows from the cursor and the chain, so a reader is a place and no
/// queue: one that lags reads the store, and however many there are, a move of the chain costs the same.
/// <b>Threads</b>: the execution thread moves the chain, anyone reads. <b>Memory</b>: the certified blocks above the
/// final head, which consensus bounds, and <see cref="Core.Limits.Feed"/>.
/// </remarks>
internal sealed class ChainFeed
{
    private readonly IFeedArchive _archive;
    private readonly BlockMemory _recent = new();
    private readonly BlockMemory _abandoned = new();
    private readonly Lock _moves = new();
    private volatile FeedView _view;

    /// <summary>A feed of the blocks of an archive.</summary>
    /// <param name="chainTag"><see cref="Genesis.ChainTag"/>, which cursors carry.</param>
    /// <param name="archive">Final blocks.</param>
    /// <param name="final">The final head.</param>
    public ChainFeed(ulong chainTag, IFeedArchive archive, Header final)
    {
        ChainTag = chainTag;
        _archive = archive;
        _view = new FeedView(final, []);
    }

    /// <summary>The tag of the chain in cursors.</summary>
    public ulong ChainTag { get; }

    /// <summary>The preferred chain as it is now.</summary>
    public FeedView View => _view;

    /// <summary>Lowest height whose block can be read.</summary>
    public ulong OldestBlock => _archive.OldestBlock;

    /// <summary>A feed that follows a pipeline which has not been started yet.</summary>
    public static ChainFeed Follow(Genesis genesis, ChainStore store, NodePipeline pipeline)
    {
        ChainFeed feed = new(genesis.ChainTag, new StoredBlocks(store), store.FinalizedHeader);
        pipeline.SafeHeadMoved += feed.OnSafeHead;
        pipeline.BlockFinalized += feed.OnFinal;
        return feed;
    }

    /// <summary>Opens a reader, or says why there can be none.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="finalOnly">
    /// Only final blocks. What a cursor says of blocks above its last final one then does not matter.
    /// </param>
    /// <param name="reader">The reader; it holds nothing and needs no end.</param>
    /// <param name="refusal">Else the reason.</param>
    /// <param name="last">Height above which nothing is told; the reader is done once it is final.</param>
    public bool TryOpen(
        FeedStart start,
        bool finalOnly,
        [NotNullWhen(true)] out FeedReader? reader,
        [NotNullWhen(false)] out FeedRefusal? refusal,
        ulong last = ulong.MaxValue)
    {
        reader = null;
        FeedView view = _view;
        FeedCursor? cursor = null;
        FeedRefusalKind kind = default;
        if (start.Cursor is { Length: > 0 } text && !FeedCursor.TryParse(text, ChainTag, out cursor, out kind))
        {
            refusal = Refuse(view, kind, kind == FeedRefusalKind.Malformed
                ? "the cursor is damaged or not one of this version"
                : "the cursor is of another chain");
            return false;
        }
        cursor ??= FeedCursor.Before(FirstOf(start.Height, (finalOnly ? view.Final : view.Head).Height));
        refusal = FeedOpening.Check(this, view, cursor, finalOnly);
        if (refusal is null)
        {
            reader = new FeedReader(this, cursor, finalOnly, last);
        }
        return refusal is null;
    }

    /// <summary>The chain's preferred branch is another or longer one.</summary>
    public void OnSafeHead(HeadView head)
    {
        List<FeedBlock> added = [];
        lock (_moves)
        {
            HeadView? at = head;
            while (at is not null && !IsOnView(at.Header))
            {
                added.Add(new FeedBlock(at.Header, at.Transactions, at.Encoded));
                at = at.Parent;
            }
            if (at is not null && added.Count > 0)
            {
                added.Reverse();
                Extend(at.Header.Height, added);
            }
        }
    }

    /// <summary>A block is final and durable.</summary>
    public void OnFinal(FinalBlock block) =>
        OnFinal(new FeedBlock(block.Header, block.Transactions, block.Encoded));

    /// <summary>The same, as readers see the block.</summary>
    public void OnFinal(FeedBlock block)
    {
        lock (_moves)
        {
            FeedView view = _view;
            _recent.Add(block);
            if (view.Find(block.Height)?.Hash == block.Hash)
            {
                Move(block.Header, view.Branch[(int)(block.Height - view.Final.Height)..].ToArray());
                return;
            }
            foreach (FeedBlock lost in view.Branch)
            {
                _abandoned.Add(lost);
            }
            Move(block.Header, []);
        }
    }

    /// <summary>Blocks follow one that is on the preferred chain; what was above it is abandoned.</summary>
    /// <param name="parent">Height of that one, at or above the final head.</param>
    /// <param name="blocks">Ascending.</param>
    public void Extend(ulong parent, IReadOnlyList<FeedBlock> blocks)
    {
        lock (_moves)
        {
            FeedView view = _view;
            int kept = (int)(parent - view.Final.Height);
            foreach (FeedBlock lost in view.Branch[kept..])
            {
                _abandoned.Add(lost);
            }
            Move(view.Final, [.. view.Branch[..kept], .. blocks]);
        }
    }

    /// <summary>Why a reader cannot go on.</summary>
    internal FeedRefusal Refuse(FeedView view, FeedRefusalKind kind, string detail, FeedCursor? restart = null) =>
        new(kind, detail, _archive.OldestBlock, view.Final.Height, restart);

    /// <summary>The refusal of a height below what is kept.</summary>
    internal FeedRefusal Pruned(FeedView view, ulong height) => Refuse(
        view,
        FeedRefusalKind.Pruned,
        $"block {height} is no longer kept here; the oldest is {_archive.OldestBlock}");

    /// <summary>A final block; null when it is not kept.</summary>
    internal FeedBlock? FindFinal(ulong height) =>
        _archive.FindFinalHeader(height) is { } header
            ? _recent.Find(header.Hash) ?? _archive.FindFinal(height)
            : null;

    /// <summary>A block that is not on the preferred chain; null when it is not known.</summary>
    internal FeedBlock? FindAny(Hash256 hash) => _abandoned.Find(hash) ?? _archive.FindBlock(hash);

    /// <summary>The hash of a block of the preferred chain as a view has it; null when it is not known here.</summary>
    internal Hash256? HashAt(FeedView view, ulong height)
    {
        if (height >= view.Final.Height)
        {
            return height == view.Final.Height ? view.Final.Hash : view.Find(height)?.Hash;
        }
        // A chain that was begun with a snapshot has no block below it, but its first one names its parent.
        return _archive.FindFinalHeader(height)?.Hash
            ?? (height + 1 == view.Final.Height ? view.Final : _archive.FindFinalHeader(height + 1))?.ParentHash;
    }

    private static ulong FirstOf(long? height, ulong head)
    {
        if (height is not { } given)
        {
            return head + 1;
        }
        return given >= 0 ? (ulong)given : head - Math.Min(head, (ulong)-(given + 1) + 1);
    }

    private bool IsOnView(Header header)
    {
        FeedView view = _view;
        return header.Height == view.Final.Height
            ? header.Hash == view.Final.Hash
            : view.Find(header.Height)?.Hash == header.Hash;
    }

    private void Move(Header final, FeedBlock[] branch)
    {
        FeedView before = _view;
        _view = new FeedView(final, branch);
        before.Supersede();
    }
}
