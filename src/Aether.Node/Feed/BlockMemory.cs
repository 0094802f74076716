using Aether.Core;
using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>The newest blocks given to it, by hash, within a number and about a number of bytes.</summary>
/// <remarks><b>Threads</b>: any. <b>When full</b>: forgets the oldest.</remarks>
internal sealed class BlockMemory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Hash256, FeedBlock> _blocks = [];
    private readonly Queue<FeedBlock> _order = new();
    private long _weight;

    /// <summary>Blocks held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>Adds a block; a known one stays where it is.</summary>
    public void Add(FeedBlock block)
    {
        lock (_gate)
        {
            if (!_blocks.TryAdd(block.Hash, block))
            {
                return;
            }
            _order.Enqueue(block);
            _weight += block.Weight;
            while (_order.Count > Limits.Feed.MemoryBlocks || _weight > Limits.Feed.MemoryBytes)
            {
                FeedBlock oldest = _order.Dequeue();
                _blocks.Remove(oldest.Hash);
                _weight -= oldest.Weight;
            }
        }
    }

    /// <summary>A block, or null.</summary>
    public FeedBlock? Find(Hash256 hash)
    {
        lock (_gate)
        {
            return _blocks.GetValueOrDefault(hash);
        }
    }
}
