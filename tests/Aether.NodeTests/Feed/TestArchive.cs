using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.NodeTests.Feed;

/// <summary>A store in memory: the final chain, and other blocks as long as they are not forgotten.</summary>
internal sealed class TestArchive : IFeedArchive
{
    private readonly List<FeedBlock> _final = [TestBlocks.Genesis];
    private readonly Dictionary<Hash256, FeedBlock> _blocks = new() { [TestBlocks.Genesis.Hash] = TestBlocks.Genesis };

    public ulong OldestBlock { get; set; }

    public FeedBlock Final => _final[^1];

    public Header? FindFinalHeader(ulong height) =>
        height < (ulong)_final.Count ? _final[(int)height].Header : null;

    public FeedBlock? FindFinal(ulong height) =>
        height >= OldestBlock && height < (ulong)_final.Count ? _final[(int)height] : null;

    public FeedBlock? FindBlock(Hash256 hash) => _blocks.GetValueOrDefault(hash);

    public void AddFinal(FeedBlock block)
    {
        _final.Add(block);
        _blocks[block.Hash] = block;
    }

    public void AddSeen(FeedBlock block) => _blocks[block.Hash] = block;

    /// <summary>Forgets everything that is not final.</summary>
    public void Forget()
    {
        _blocks.Clear();
        foreach (FeedBlock block in _final)
        {
            _blocks[block.Hash] = block;
        }
    }
}
