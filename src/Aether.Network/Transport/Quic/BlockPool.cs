using System.Numerics;
using Aether.Core.Diagnostics;

namespace Aether.Network.Transport.Quic;

/// <summary>Blocks of powers of two from 512 bytes to 8 MiB.</summary>
/// <remarks>
/// <b>Threads</b>: any; each operation holds a lock for a few instructions. <b>Cost</b>: nothing is allocated while
/// returns keep up with rents; of each size at most 16 MiB are kept.
/// </remarks>
internal sealed class BlockPool
{
    private const int SmallestShift = 9;
    private const int LargestShift = 23;
    private const int KeptBytesOfSize = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<Block>[] _kept = new Stack<Block>[LargestShift - SmallestShift + 1];
    private int _outstanding;

    internal BlockPool()
    {
        for (int size = 0; size < _kept.Length; size++)
        {
            _kept[size] = new Stack<Block>();
        }
    }

    /// <summary>Blocks rented and not returned.</summary>
    internal int Outstanding
    {
        get
        {
            lock (_lock)
            {
                return _outstanding;
            }
        }
    }

    /// <summary>A block of at least so many bytes, empty.</summary>
    internal Block Rent(int bytes)
    {
        int shift = Math.Max(SmallestShift, 32 - BitOperations.LeadingZeroCount((uint)bytes - 1));
        Check.That(bytes > 0 && shift <= LargestShift);
        int size = shift - SmallestShift;
        lock (_lock)
        {
            _outstanding++;
            if (_kept[size].TryPop(out Block? kept))
            {
                kept.Length = 0;
                return kept;
            }
        }
        return new Block(1 << shift, size);
    }

    /// <summary>Takes a block back, once.</summary>
    internal void Return(Block block)
    {
        block.Owner = null;
        lock (_lock)
        {
            _outstanding--;
            Stack<Block> kept = _kept[block.SizeClass];
            if ((kept.Count + 1L) * block.Capacity <= KeptBytesOfSize)
            {
                kept.Push(block);
            }
        }
    }
}
