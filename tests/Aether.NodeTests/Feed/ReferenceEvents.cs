using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.NodeTests.Feed;

/// <summary>The events of a chain by comparing whole lists, change by change.</summary>
internal sealed class ReferenceEvents
{
    private readonly List<FeedBlock> _chain = [TestBlocks.Genesis];
    private ulong _final;

    /// <summary>What was not read yet.</summary>
    public Queue<(FeedStep Step, Hash256 Hash)> Expected { get; } = new();

    public long Undone { get; private set; }

    public void MoveTo(FeedView view)
    {
        List<FeedBlock> next = [.. _chain.Take((int)_final + 1), .. view.Branch];
        Replace(next);
    }

    public void Finalize(FeedBlock block)
    {
        if ((ulong)_chain.Count <= block.Height || _chain[(int)block.Height].Hash != block.Hash)
        {
            Replace([.. _chain.Take((int)block.Height), block]);
        }
        _final = block.Height;
        Expected.Enqueue((FeedStep.Final, block.Hash));
    }

    private void Replace(List<FeedBlock> next)
    {
        int common = 0;
        while (common < _chain.Count && common < next.Count && _chain[common].Hash == next[common].Hash)
        {
            common++;
        }
        for (int index = _chain.Count - 1; index >= common; index--)
        {
            Expected.Enqueue((FeedStep.Undo, _chain[index].Hash));
            Undone++;
        }
        _chain.RemoveRange(common, _chain.Count - common);
        foreach (FeedBlock block in next.Skip(common))
        {
            Expected.Enqueue((FeedStep.New, block.Hash));
            _chain.Add(block);
        }
    }
}
