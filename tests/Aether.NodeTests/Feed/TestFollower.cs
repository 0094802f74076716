using Aether.Core.Types;
using Aether.Node.Feed;
using Xunit;

namespace Aether.NodeTests.Feed;

/// <summary>
/// Who follows a chain by its events and believes none: every event must fit what it holds, and be true of the chain.
/// </summary>
internal sealed class TestFollower(FeedStart start, bool finalOnly)
{
    private readonly List<FeedBlock> _chain = [];
    private ulong _nextFinal;
    private string? _cursor;

    public FeedReader? Reader { get; set; }

    public bool FinalOnly => finalOnly;

    public FeedStart Start => _cursor is null ? start : FeedStart.After(_cursor);

    /// <summary>The chain it holds, from the first block it asked for.</summary>
    public IReadOnlyList<FeedBlock> Chain => _chain;

    public ulong NextFinal => _nextFinal;

    public long Events { get; private set; }

    public long Undos { get; private set; }

    public void Apply(FeedEvent item)
    {
        FeedBlock block = item.Block;
        Events++;
        Assert.Equal(block.Height, item.Cursor.EventHeight);
        Assert.Equal(block.Hash, item.Cursor.EventHash);
        _cursor = item.Cursor.Format(TestBlocks.ChainTag);
        switch (item.Step)
        {
            case FeedStep.New:
                Assert.False(finalOnly);
                RequireNext(block);
                _chain.Add(block);
                break;
            case FeedStep.Undo:
                Undos++;
                Assert.False(finalOnly);
                Assert.Equal(_chain[^1].Hash, block.Hash);
                Assert.True(block.Height >= _nextFinal, "a final block was undone");
                _chain.RemoveAt(_chain.Count - 1);
                break;
            case FeedStep.Final:
                if (finalOnly)
                {
                    RequireNext(block);
                    _chain.Add(block);
                }
                Assert.Equal(_nextFinal == 0 ? _chain[0].Height : _nextFinal, block.Height);
                Assert.Equal(_chain[(int)(block.Height - _chain[0].Height)].Hash, block.Hash);
                _nextFinal = block.Height + 1;
                break;
            default:
                Assert.Fail("an event without a step");
                break;
        }
    }

    /// <summary>Does what the refusal of an unknown block asks for.</summary>
    public void Restart(FeedCursor restart)
    {
        _chain.RemoveAll(block => _nextFinal == 0 || block.Height >= _nextFinal);
        _cursor = restart.Format(TestBlocks.ChainTag);
    }

    private void RequireNext(FeedBlock block)
    {
        if (_chain.Count > 0)
        {
            Assert.Equal(_chain[^1].Hash, block.Header.ParentHash);
        }
        else if (start is { Cursor: null, Height: >= 0 and { } height })
        {
            Assert.Equal((ulong)height, block.Height);
        }
    }
}
