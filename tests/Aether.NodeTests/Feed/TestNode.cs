using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.NodeTests.Feed;

/// <summary>One node's view of a chain that others make, always somewhere behind.</summary>
internal sealed class TestNode
{
    public TestNode() => Feed = new ChainFeed(TestBlocks.ChainTag, Archive, Archive.Final.Header);

    public TestArchive Archive { get; private set; } = new();

    public ChainFeed Feed { get; private set; }

    /// <summary>Sees a block certified that descends from the final head, with its ancestors.</summary>
    public void See(FeedBlock head, IReadOnlyDictionary<Hash256, FeedBlock> all)
    {
        List<FeedBlock> path = [];
        FeedBlock at = head;
        while (at.Height > Archive.Final.Height && !IsOnBranch(at))
        {
            path.Add(at);
            Archive.AddSeen(at);
            at = all[at.Header.ParentHash];
        }
        bool descends = at.Height > Archive.Final.Height || at.Hash == Archive.Final.Hash;
        if (descends && path.Count > 0)
        {
            path.Reverse();
            Feed.Extend(at.Height, path);
        }
    }

    public void Finalize(FeedBlock block)
    {
        Archive.AddFinal(block);
        Feed.OnFinal(block);
    }

    /// <summary>Starts again: what is not final is no longer certified here, and perhaps no longer known.</summary>
    public void Restart(bool forget)
    {
        if (forget)
        {
            Archive.Forget();
        }
        Feed = new ChainFeed(TestBlocks.ChainTag, Archive, Archive.Final.Header);
    }

    private bool IsOnBranch(FeedBlock block) => Feed.View.Find(block.Height)?.Hash == block.Hash;
}
