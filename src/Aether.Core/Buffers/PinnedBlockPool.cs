using System.Diagnostics.CodeAnalysis;
using Aether.Core.Diagnostics;

namespace Aether.Core.Buffers;

/// <summary>A fixed number of equal blocks of pinned memory, rented and returned by any thread.</summary>
/// <remarks>
/// <b>Ownership</b>: a <see cref="BlockLease"/> has one owner; it is moved along links and disposed of exactly once.
/// <b>Cost</b>: one slab on the pinned object heap at construction, then one small lease object for each rent.
/// An empty pool answers false: that is back-pressure, there is no fallback allocation.
/// </remarks>
public sealed class PinnedBlockPool
{
    private readonly byte[] _slab;
    private readonly int[] _generations;
    private readonly int[] _outstanding;
    private readonly Stack<int> _free;
    private readonly Lock _gate = new();

    /// <summary>Allocates <paramref name="blockCount"/> blocks of <paramref name="blockBytes"/> bytes.</summary>
    public PinnedBlockPool(int blockCount, int blockBytes, int ownerTags = 16)
    {
        Check.That(blockCount > 0 && blockBytes > 0 && ownerTags is > 0 and <= 256);
        BlockBytes = blockBytes;
        _slab = GC.AllocateArray<byte>(checked(blockCount * blockBytes), pinned: true);
        _generations = new int[blockCount];
        _outstanding = new int[ownerTags];
        _free = new Stack<int>(blockCount);
        for (int block = blockCount - 1; block >= 0; block--)
        {
            _free.Push(block);
        }
    }

    /// <summary>Size of every block.</summary>
    public int BlockBytes { get; }

    /// <summary>Number of blocks.</summary>
    public int BlockCount => _generations.Length;

    /// <summary>Blocks rented and not returned.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return BlockCount - _free.Count;
            }
        }
    }

    /// <summary>Blocks rented under a tag and not returned.</summary>
    public int OutstandingOf(byte ownerTag)
    {
        lock (_gate)
        {
            return _outstanding[ownerTag];
        }
    }

    /// <summary>Rents a block under an owner tag; false when all are out.</summary>
    public bool TryRent(byte ownerTag, [MaybeNullWhen(false)] out BlockLease lease)
    {
        Check.That(ownerTag < _outstanding.Length);
        lock (_gate)
        {
            if (!_free.TryPop(out int block))
            {
                lease = null;
                return false;
            }
            _outstanding[ownerTag]++;
            lease = new BlockLease(this, block, _generations[block], ownerTag);
            return true;
        }
    }

    internal Span<byte> Memory(int block, int generation)
    {
        Check.That(Volatile.Read(ref _generations[block]) == generation);
        return _slab.AsSpan(block * BlockBytes, BlockBytes);
    }

    internal ReadOnlyMemory<byte> ReadMemory(int block, int generation, int count)
    {
        Check.That(Volatile.Read(ref _generations[block]) == generation);
        return _slab.AsMemory(block * BlockBytes, count);
    }

    internal void Return(int block, int generation, byte ownerTag)
    {
        lock (_gate)
        {
            Check.That(_generations[block] == generation);
            Volatile.Write(ref _generations[block], generation + 1);
            _outstanding[ownerTag]--;
            _free.Push(block);
        }
    }
}
