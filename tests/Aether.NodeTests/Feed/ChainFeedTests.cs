using Aether.Node.Feed;
using Xunit;

namespace Aether.NodeTests.Feed;

/// <summary>Where readers begin, and why some may not.</summary>
public sealed class ChainFeedTests
{
    private readonly TestNode _node = new();
    private readonly List<FeedBlock> _chain = [TestBlocks.Genesis];

    [Theory]
    [InlineData(0L, false, "N0 F0 N1 F1 N2 F2 N3 F3 N4 F4 N5 N6")]
    [InlineData(3L, false, "N3 F3 N4 F4 N5 N6")]
    [InlineData(6L, false, "N6")]
    [InlineData(-2L, false, "N4 F4 N5 N6")]
    [InlineData(-100L, true, "F0 F1 F2 F3 F4")]
    [InlineData(-1L, true, "F3 F4")]
    [InlineData(9L, false, "")]
    [InlineData(null, false, "")]
    [InlineData(null, true, "")]
    public void TryOpen_EachStart_BeginsThere(long? height, bool finalOnly, string expected)
    {
        Grow(final: 4, certified: 2);
        FeedReader reader = Open(height is { } given ? FeedStart.At(given) : FeedStart.Head, finalOnly);
        Assert.Equal(expected, Read(reader));
    }

    [Fact]
    public void TryNext_StartAboveTheHead_WaitsForItAndTellsNothingBelow()
    {
        Grow(final: 4, certified: 2);
        FeedReader future = Open(FeedStart.At(8), finalOnly: false);
        FeedReader live = Open(FeedStart.Head, finalOnly: false);
        FeedReader liveFinal = Open(FeedStart.Head, finalOnly: true);
        Grow(final: 1, certified: 0);
        Grow(final: 0, certified: 3);
        Assert.Equal("N8 N9", Read(future));
        Assert.Equal("N7 N8 N9", Read(live));
        Assert.Equal("F5", Read(liveFinal));
        Grow(final: 4, certified: 0);
        Assert.Equal("F8 F9", Read(future));
        Assert.Equal("F7 F8 F9", Read(live));
        Assert.Equal("F6 F7 F8 F9", Read(liveFinal));
    }

    [Fact]
    public async Task WaitAsync_UntilTheChainMoves_AndNotOnceItHas()
    {
        Grow(final: 1, certified: 0);
        FeedReader reader = Open(FeedStart.Head, finalOnly: false);
        Assert.Equal("", Read(reader));
        Task wait = reader.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(wait.IsCompleted);
        Grow(final: 0, certified: 1);
        await wait;
        Assert.Equal("N2", Read(reader));
        // A move between the last look and the wait is not slept through.
        Grow(final: 1, certified: 0);
        await reader.WaitAsync(TestContext.Current.CancellationToken);
        using CancellationTokenSource stop = new();
        Assert.Equal("F2", Read(reader));
        Task cancelled = reader.WaitAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public void TryOpen_OldBlocksGone_SaysWhatIsOldest()
    {
        Grow(final: 20, certified: 1);
        FeedReader early = Open(FeedStart.At(3), finalOnly: false);
        string cursor = early.Place.Format(TestBlocks.ChainTag);
        Assert.Equal(FeedPoll.Event, early.TryNext(out FeedEvent? _, out FeedRefusal? _));
        _node.Archive.OldestBlock = 12;
        Assert.Equal((FeedRefusalKind.Pruned, 12UL), Refused(FeedStart.At(11)));
        Assert.Equal((FeedRefusalKind.Pruned, 12UL), Refused(FeedStart.After(cursor)));
        Assert.StartsWith("N12 F12", Read(Open(FeedStart.At(12), finalOnly: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void TryNext_BlockPrunedUnderTheReader_IsRefusedAndNotSkipped()
    {
        Grow(final: 600, certified: 0);
        FeedReader reader = Open(FeedStart.At(3), finalOnly: true);
        Assert.Equal(FeedPoll.Event, reader.TryNext(out FeedEvent? _, out FeedRefusal? _));
        _node.Archive.OldestBlock = 100;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(FeedPoll.Refused, reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal));
            Assert.Null(item);
            Assert.Equal((FeedRefusalKind.Pruned, 100UL), (refusal!.Kind, refusal.OldestBlock));
        }
    }

    [Fact]
    public void TryOpen_CursorOfAnAbandonedBlock_UndoesItWhereItIsKnownAndIsRefusedElsewhere()
    {
        Grow(final: 4, certified: 0);
        FeedBlock lost = TestBlocks.Child(_chain[4], 1_000);
        _node.Feed.Extend(4, [lost]);
        _node.Archive.AddSeen(lost);
        FeedReader reader = Open(FeedStart.At(4), finalOnly: false);
        Assert.Equal("N4 F4 N5", Read(reader));
        string cursor = reader.Place.Format(TestBlocks.ChainTag);
        Grow(final: 1, certified: 1);
        Assert.Equal("U5 N5 F5 N6", Read(reader));
        Assert.Equal("U5 N5 F5 N6", Read(Open(FeedStart.After(cursor), finalOnly: false)));
        _node.Restart(forget: true);
        Assert.False(_node.Feed.TryOpen(FeedStart.After(cursor), false, out _, out FeedRefusal? refusal));
        Assert.Equal((FeedRefusalKind.Unknown, 5UL), (refusal.Kind, refusal.FinalHeight));
        string restart = refusal.Restart!.Format(TestBlocks.ChainTag);
        Assert.Equal("N5 F5", Read(Open(FeedStart.After(restart), finalOnly: false)));
        Assert.Equal("F5", Read(Open(FeedStart.After(cursor), finalOnly: true)));
    }

    [Fact]
    public void TryOpen_CursorThisNodeHasNotReached_IsAheadUntilItHas()
    {
        Grow(final: 4, certified: 2);
        FeedReader reader = Open(FeedStart.At(5), finalOnly: false);
        Assert.Equal("N5 N6", Read(reader));
        TestNode behind = new();
        foreach (FeedBlock block in _chain[1..4])
        {
            behind.Finalize(block);
        }
        FeedStart start = FeedStart.After(reader.Place.Format(TestBlocks.ChainTag));
        Assert.False(behind.Feed.TryOpen(start, false, out _, out FeedRefusal? refusal));
        Assert.Equal(FeedRefusalKind.Ahead, refusal.Kind);
        foreach (FeedBlock block in _chain[4..])
        {
            behind.Finalize(block);
        }
        Assert.True(behind.Feed.TryOpen(start, false, out FeedReader? later, out _));
        Assert.Equal("F5 F6", Read(later));
    }

    [Fact]
    public void TryOpen_DamagedForeignOrForged_IsRefusedWithItsReason()
    {
        Grow(final: 4, certified: 1);
        FeedReader reader = Open(FeedStart.At(0), finalOnly: false);
        Read(reader);
        FeedCursor place = reader.Place;
        Assert.Equal(FeedRefusalKind.Malformed, Refused(FeedStart.After("nonsense")).Kind);
        Assert.Equal(FeedRefusalKind.OtherChain, Refused(FeedStart.After(place.Format(1))).Kind);
        FeedCursor forged = place with { Final = TestBlocks.Genesis.Hash };
        Assert.Equal(FeedRefusalKind.OtherChain, Refused(FeedStart.After(forged.Format(TestBlocks.ChainTag))).Kind);
        forged = place with { Tip = TestBlocks.Child(_chain[3], 77).Hash };
        Assert.Equal(FeedRefusalKind.Unknown, Refused(FeedStart.After(forged.Format(TestBlocks.ChainTag))).Kind);
        forged = place with { Tip = _chain[2].Hash };
        Assert.Equal(FeedRefusalKind.Unknown, Refused(FeedStart.After(forged.Format(TestBlocks.ChainTag))).Kind);
        forged = place with { Next = 1UL << 40 };
        Assert.Equal(FeedRefusalKind.Ahead, Refused(FeedStart.After(forged.Format(TestBlocks.ChainTag))).Kind);
    }

    private (FeedRefusalKind Kind, ulong Oldest) Refused(FeedStart start)
    {
        Assert.False(_node.Feed.TryOpen(start, finalOnly: false, out FeedReader? reader, out FeedRefusal? refusal));
        Assert.Null(reader);
        Assert.NotEmpty(refusal.Detail);
        return (refusal.Kind, refusal.OldestBlock);
    }

    private FeedReader Open(FeedStart start, bool finalOnly)
    {
        bool opened = _node.Feed.TryOpen(start, finalOnly, out FeedReader? reader, out FeedRefusal? refusal);
        Assert.True(opened, refusal?.Detail);
        return reader!;
    }

    private void Grow(int final, int certified)
    {
        for (int index = 0; index < final; index++)
        {
            int next = (int)_node.Archive.Final.Height + 1;
            if (next == _chain.Count)
            {
                _chain.Add(TestBlocks.Child(_chain[^1], (ulong)next));
            }
            _node.Finalize(_chain[next]);
        }
        for (int index = 0; index < certified; index++)
        {
            FeedBlock block = TestBlocks.Child(_chain[^1], (ulong)_chain.Count);
            _node.Archive.AddSeen(block);
            _node.Feed.Extend(_chain[^1].Height, [block]);
            _chain.Add(block);
        }
    }

    private static string Read(FeedReader reader)
    {
        List<string> events = [];
        while (reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal) is var poll && poll != FeedPoll.Waiting)
        {
            Assert.True(poll == FeedPoll.Event, refusal?.Detail);
            events.Add($"{item!.Step.ToString()[0]}{item.Block.Height}");
        }
        return string.Join(' ', events);
    }
}
