using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.NodeTests.Feed;

/// <summary>A tree of blocks that grows at random, and the chain in it that becomes final.</summary>
internal sealed class TestHistory
{
    private const ulong Window = 6;

    private readonly Random _random;
    private readonly List<FeedBlock> _final = [TestBlocks.Genesis];
    private readonly List<FeedBlock> _open = [];
    private ulong _view;

    public TestHistory(int seed)
    {
        _random = new Random(seed);
        Blocks[TestBlocks.Genesis.Hash] = TestBlocks.Genesis;
    }

    public Dictionary<Hash256, FeedBlock> Blocks { get; } = [];

    public FeedBlock Final => _final[^1];

    public int Draw(int below) => _random.Next(below);

    /// <summary>A block more, mostly on the newest one; often one more is final.</summary>
    public void Grow()
    {
        List<FeedBlock> parents = [Final, .. _open];
        FeedBlock parent = parents[Draw(4) > 0 ? parents.Count - 1 : Draw(parents.Count)];
        if (parent.Height < Final.Height + Window)
        {
            FeedBlock block = TestBlocks.Child(parent, ++_view);
            Blocks.Add(block.Hash, block);
            _open.Add(block);
        }
        if (Draw(3) == 0 && _open.Find(block => block.Header.ParentHash == Final.Hash) is { } next)
        {
            _final.Add(next);
            _open.RemoveAll(block => !Descends(block, next));
        }
    }

    /// <summary>The block that follows a node's final head, if it is final by now.</summary>
    public FeedBlock? NextFinal(TestNode node) =>
        node.Archive.Final.Height + 1 < (ulong)_final.Count ? _final[(int)node.Archive.Final.Height + 1] : null;

    /// <summary>Some block that descends from the node's final head, or that head.</summary>
    public FeedBlock DrawHead(TestNode node)
    {
        FeedBlock final = node.Archive.Final;
        List<FeedBlock> heads = [final, .. Blocks.Values.Where(block =>
            block.Height > final.Height && block.Height <= final.Height + Window && Descends(block, final))];
        return heads[Draw(heads.Count)];
    }

    /// <summary>True for a strict descendant.</summary>
    public bool Descends(FeedBlock block, FeedBlock ancestor)
    {
        FeedBlock at = block;
        while (at.Height > ancestor.Height + 1)
        {
            at = Blocks[at.Header.ParentHash];
        }
        return at.Height == ancestor.Height + 1 && at.Header.ParentHash == ancestor.Hash;
    }
}
