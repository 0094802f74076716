using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>Reads the events of the chain from a place on. It holds that place and nothing else.</summary>
/// <remarks>
/// <b>Order</b>: undo from the tip down, then final as far as the reader's chain goes, then new. So a reader that
/// catches up sees each block as new and then as final. <b>Threads</b>: one at a time. <b>Cost</b>: an event that is
/// not of the newest blocks is a read of the store on the caller's thread.
/// </remarks>
internal sealed class FeedReader
{
    private readonly ChainFeed _feed;
    private readonly bool _finalOnly;
    private FeedView _seen;
    private FeedRefusal? _refusal;
    private bool _tipIsFinal;

    internal FeedReader(ChainFeed feed, FeedCursor start, bool finalOnly, ulong last)
    {
        _feed = feed;
        _finalOnly = finalOnly;
        Last = last;
        _seen = feed.View;
        Place = finalOnly && !start.IsUntouched
            ? start with { Step = FeedStep.None, Undone = default, Next = start.NextFinal, Tip = start.Final }
            : start;
    }

    /// <summary>The last height of interest: there are no events of blocks above it.</summary>
    public ulong Last { get; }

    /// <summary>The last block of interest is final, and the reader has said so.</summary>
    public bool IsDone => Place.NextFinal > Last;

    /// <summary>Where the reader is: after its last event, or where it began.</summary>
    public FeedCursor Place { get; private set; }

    /// <summary>Blocks between the reader and the head it reads up to.</summary>
    public ulong Lag
    {
        get
        {
            FeedView view = _feed.View;
            ulong end = _finalOnly ? view.Final.Height : view.Head.Height;
            ulong next = Math.Max(Place.Next, Place.First);
            return next > end ? 0 : end - next + 1;
        }
    }

    /// <summary>The next event, if there is one yet.</summary>
    /// <exception cref="Execution.State.StateCorruptException">A stored block does not decode.</exception>
    public FeedPoll TryNext(out FeedEvent? item, out FeedRefusal? refusal)
    {
        FeedView view = _feed.View;
        _seen = view;
        item = null;
        if (_refusal is null && TrySettle(view))
        {
            item = _finalOnly ? NextFinal(view) : NextOf(view);
        }
        refusal = _refusal;
        if (item is not null)
        {
            Place = item.Cursor;
            return FeedPoll.Event;
        }
        return refusal is null ? FeedPoll.Waiting : FeedPoll.Refused;
    }

    /// <summary>Waits until the chain has moved since the last call of <see cref="TryNext"/>.</summary>
    public ValueTask WaitAsync(CancellationToken cancellation) =>
        new(_seen.Changed.WaitAsync(cancellation));

    // What lies below the first block asked for is passed over. False while there is nothing else.
    private bool TrySettle(FeedView view)
    {
        ulong end = _finalOnly ? view.Final.Height : view.Head.Height;
        ulong final = view.Final.Height + 1;
        if (Place.IsUntouched)
        {
            ulong next = Math.Min(Place.First, end + 1);
            return TryPlace(view, next, Math.Min(next, final)) && next == Place.First;
        }
        return Place.NextFinal >= Place.First || TryPlace(view, Place.Next, Math.Min(Place.First, final));
    }

    private bool TryPlace(FeedView view, ulong next, ulong nextFinal)
    {
        Hash256? tip = next == Place.Next && !Place.IsUntouched ? Place.Tip : HashBefore(view, next);
        Hash256? final = HashBefore(view, nextFinal);
        if (tip is null || final is null)
        {
            _refusal = _feed.Pruned(view, Math.Min(next, nextFinal));
            return false;
        }
        if (Place.Next != next || Place.Tip != tip || Place.NextFinal != nextFinal || Place.Final != final)
        {
            _tipIsFinal &= Place.Tip == tip;
            Place = Place with { Next = next, Tip = tip.Value, NextFinal = nextFinal, Final = final.Value };
        }
        return true;
    }

    private Hash256? HashBefore(FeedView view, ulong next) =>
        next == 0 ? default(Hash256) : _feed.HashAt(view, next - 1);

    private FeedEvent? NextOf(FeedView view)
    {
        if (!IsTipOn(view))
        {
            return NextUndo(view);
        }
        if (Place.NextFinal < Place.Next && Place.NextFinal <= view.Final.Height)
        {
            return NextFinal(view);
        }
        if (Place.Next > view.Head.Height || Place.Next > Last || !TryFind(view, Place.Next, out FeedBlock? block))
        {
            return null;
        }
        _tipIsFinal = block.Height <= view.Final.Height;
        return new FeedEvent(FeedStep.New, block, Place with
        {
            Step = FeedStep.New,
            Undone = default,
            Next = block.Height + 1,
            Tip = block.Hash,
        });
    }

    private FeedEvent? NextFinal(FeedView view)
    {
        if (Place.NextFinal > view.Final.Height || IsDone || !TryFind(view, Place.NextFinal, out FeedBlock? block))
        {
            return null;
        }
        ulong next = block.Height + 1;
        FeedCursor after = Place with { Step = FeedStep.Final, Undone = default, NextFinal = next, Final = block.Hash };
        return new FeedEvent(FeedStep.Final, block, _finalOnly ? after with { Next = next, Tip = block.Hash } : after);
    }

    private FeedEvent? NextUndo(FeedView view)
    {
        // Final for the reader, who learned it elsewhere, and not yet on the branch that this node prefers.
        if (Place.NextFinal == Place.Next && Place.Next > view.Final.Height + 1)
        {
            return null;
        }
        FeedBlock? block = _feed.FindAny(Place.Tip);
        if (block is null || block.Height + 1 != Place.Next || block.Height < Place.NextFinal)
        {
            _refusal = FeedOpening.Unknown(_feed, view, Place);
            return null;
        }
        _tipIsFinal = false;
        return new FeedEvent(FeedStep.Undo, block, Place with
        {
            Step = FeedStep.Undo,
            Undone = block.Hash,
            Next = block.Height,
            Tip = block.Height == 0 ? default : block.Header.ParentHash,
        });
    }

    private bool IsTipOn(FeedView view)
    {
        if (Place.Next == 0 || _tipIsFinal)
        {
            return true;
        }
        ulong height = Place.Next - 1;
        bool found = height <= view.Head.Height && _feed.HashAt(view, height) == Place.Tip;
        _tipIsFinal = found && height <= view.Final.Height;
        return found;
    }

    private bool TryFind(FeedView view, ulong height, [NotNullWhen(true)] out FeedBlock? block)
    {
        block = view.Find(height) ?? _feed.FindFinal(height);
        if (block is null)
        {
            _refusal = _feed.Pruned(view, height);
        }
        return block is not null;
    }
}
