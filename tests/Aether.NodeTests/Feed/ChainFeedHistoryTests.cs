using Aether.Core.Types;
using Aether.Node.Feed;
using Xunit;

namespace Aether.NodeTests.Feed;

/// <summary>Random histories with forks, followed with pauses and from node to node.</summary>
public sealed class ChainFeedHistoryTests
{
    [Fact]
    public void TryNext_ReaderThatKeepsUp_TellsWhatTheListOfAllChangesTells()
    {
        long undone = 0;
        for (int seed = 1; seed <= 200; seed++)
        {
            TestHistory history = new(seed);
            TestNode node = new();
            ReferenceEvents reference = new();
            Assert.True(node.Feed.TryOpen(FeedStart.At(1), false, out FeedReader? reader, out FeedRefusal? _));
            for (int step = 0; step < 120; step++)
            {
                history.Grow();
                if (history.Draw(3) == 0 && history.NextFinal(node) is { } final)
                {
                    node.Finalize(final);
                    reference.Finalize(final);
                }
                else
                {
                    FeedBlock head = history.DrawHead(node);
                    node.See(head, history.Blocks);
                    reference.MoveTo(node.Feed.View);
                }
                Drain(reader, reference.Expected);
                Assert.Empty(reference.Expected);
            }
            undone += reference.Undone;
        }
        Assert.True(undone > 1_000, $"{undone} blocks undone: the histories are too quiet to show anything");
    }

    [Fact]
    public void TryNext_ReadersThatPauseAndMoveBetweenNodes_EndWithTheChainAndSawNoGap()
    {
        long undone = 0;
        long moves = 0;
        for (int seed = 1; seed <= 150; seed++)
        {
            TestHistory history = new(seed);
            TestNode[] nodes = [.. Enumerable.Range(0, 3).Select(_ => new TestNode())];
            TestFollower[] followers =
            [
                new(FeedStart.At(0), finalOnly: false),
                new(FeedStart.At(0), finalOnly: true),
                new(FeedStart.At(history.Draw(60)), finalOnly: false),
                new(FeedStart.At(-history.Draw(5)), finalOnly: false),
                new(FeedStart.Head, finalOnly: false),
            ];
            for (int step = 0; step < 400; step++)
            {
                Disturb(history, nodes);
                TestFollower follower = followers[history.Draw(followers.Length)];
                if (follower.Reader is null || history.Draw(6) == 0)
                {
                    moves += Open(follower, nodes[history.Draw(nodes.Length)], settled: false) ? 1 : 0;
                }
                Read(follower, history.Draw(12));
            }
            Settle(history, nodes);
            foreach (TestFollower follower in followers)
            {
                Assert.True(Open(follower, nodes[history.Draw(nodes.Length)], settled: true));
                Read(follower, int.MaxValue);
                RequireWhole(follower, nodes[0]);
                undone += follower.Undos;
            }
        }
        Assert.True(undone > 500 && moves > 5_000, $"{undone} undone and {moves} moves show too little");
    }

    private static void Disturb(TestHistory history, TestNode[] nodes)
    {
        history.Grow();
        TestNode node = nodes[history.Draw(nodes.Length)];
        switch (history.Draw(12))
        {
            case < 4 when history.NextFinal(node) is { } final:
                node.Finalize(final);
                break;
            case 11 when history.Draw(4) == 0:
                node.Restart(forget: history.Draw(2) == 0);
                break;
            default:
                node.See(history.DrawHead(node), history.Blocks);
                break;
        }
    }

    // A refusal must be true; then the follower tries elsewhere, or does what it is told.
    private static bool Open(TestFollower follower, TestNode node, bool settled)
    {
        while (true)
        {
            follower.Reader = null;
            if (node.Feed.TryOpen(follower.Start, follower.FinalOnly, out FeedReader? reader, out FeedRefusal? refusal))
            {
                follower.Reader = reader;
                return true;
            }
            if (refusal.Kind == FeedRefusalKind.Unknown)
            {
                Assert.Null(node.Archive.FindBlock(follower.Chain[^1].Hash));
                follower.Restart(refusal.Restart!);
                continue;
            }
            Assert.False(settled, refusal.Detail);
            Assert.Equal(FeedRefusalKind.Ahead, refusal.Kind);
            ulong final = node.Archive.Final.Height;
            Assert.True(FeedCursor.TryParse(follower.Start.Cursor!, TestBlocks.ChainTag, out FeedCursor? at, out _));
            Assert.True(at.Next - 1 > node.Feed.View.Head.Height || at.NextFinal > final + 1, refusal.Detail);
            return false;
        }
    }

    private static void Read(TestFollower follower, int most)
    {
        for (int index = 0; index < most && follower.Reader is { } reader; index++)
        {
            FeedPoll poll = reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal);
            if (poll != FeedPoll.Event)
            {
                Assert.True(poll == FeedPoll.Waiting, refusal?.Detail);
                return;
            }
            follower.Apply(item!);
        }
    }

    private static void Settle(TestHistory history, TestNode[] nodes)
    {
        // Further than any start that was asked for.
        while (history.Final.Height < 70)
        {
            history.Grow();
        }
        FeedBlock head = history.DrawHead(nodes[0]);
        foreach (TestNode node in nodes)
        {
            while (history.NextFinal(node) is { } final)
            {
                node.Finalize(final);
            }
        }
        head = head.Height > history.Final.Height && history.Descends(head, history.Final) ? head : history.Final;
        foreach (TestNode node in nodes)
        {
            FeedView view = node.Feed.View;
            node.Feed.Extend(view.Final.Height, []);
            node.See(head, history.Blocks);
            Assert.Equal(head.Hash, node.Feed.View.Head.Hash);
        }
    }

    private static void RequireWhole(TestFollower follower, TestNode node)
    {
        FeedView view = node.Feed.View;
        Header end = follower.FinalOnly ? view.Final : view.Head;
        if (follower.Start is { Cursor: null })
        {
            return;
        }
        Assert.Equal(end.Hash, follower.Chain[^1].Hash);
        Assert.Equal(view.Final.Height + 1, follower.NextFinal);
    }

    private static void Drain(FeedReader reader, Queue<(FeedStep Step, Hash256 Hash)> expected)
    {
        while (reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal) is var poll && poll != FeedPoll.Waiting)
        {
            Assert.True(poll == FeedPoll.Event, refusal?.Detail);
            Assert.Equal(expected.Dequeue(), (item!.Step, item.Block.Hash));
        }
    }
}
