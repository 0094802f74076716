using Aether.Core.Diagnostics;

namespace Aether.Network.Transport.Quic;

/// <summary>Blocks that native code reads, by cookie: it keeps them reachable until they are released.</summary>
internal sealed class SendTable
{
    private const int FirstCapacity = 1_024;

    private readonly Stack<int> _free = new();
    private Block?[] _blocks = new Block?[FirstCapacity];
    private int _used;

    /// <summary>Blocks held.</summary>
    internal int Count => _used - _free.Count;

    /// <summary>Holds a block. The cookie is not 0.</summary>
    internal ulong Add(Block block)
    {
        if (!_free.TryPop(out int index))
        {
            index = _used++;
            if (index == _blocks.Length)
            {
                Array.Resize(ref _blocks, 2 * _blocks.Length);
            }
        }
        _blocks[index] = block;
        return (ulong)index + 1;
    }

    /// <summary>Gives a block up, once.</summary>
    internal Block Take(ulong cookie)
    {
        int index = (int)(cookie - 1);
        Block? block = _blocks[index];
        Check.That(block is not null);
        _blocks[index] = null;
        _free.Push(index);
        return block!;
    }
}
