using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Goes through the values of one state in the order of their keys, while newer blocks go on.</summary>
/// <remarks>
/// <b>Ownership</b>: holds its version until it is disposed of; that keeps in memory what newer blocks replace.
/// <b>Threads</b>: one. <b>Cost</b>: no allocation for a value.
/// </remarks>
// SAFETY: the pinned version's nodes are not freed.
public sealed unsafe class ValueCursor : IDisposable
{
    private readonly StateForest _forest;
    private readonly TreeVersion _version;

    // Subtrees still to visit: the next one on top. Every level leaves at most one behind.
    private readonly uint[] _open = new uint[(8 * Hash256.Bytes) + 1];
    private int _count;
    private uint _leaf;
    private bool _disposed;

    internal ValueCursor(StateForest forest, TreeVersion version, in Hash256 from)
    {
        forest.Pin(version);
        _forest = forest;
        _version = version;
        Seek(from);
    }

    /// <summary>The key at which it stands.</summary>
    public ref readonly Hash256 Key => ref Pair[0];

    /// <summary>Hash of the value.</summary>
    public ref readonly Hash256 ValueHash => ref Pair[1];

    /// <summary>The value. Good until the cursor is disposed of.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            _ = Pair;
            return _forest.Arena.Value(_leaf);
        }
    }

    private Hash256* Pair
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_leaf == NodeReference.Empty)
            {
                throw new InvalidOperationException("the cursor stands at no value");
            }
            return _forest.Arena.Leaf(_leaf);
        }
    }

    /// <summary>Goes to the next value; false after the last.</summary>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _leaf = NodeReference.Empty;
        while (_count > 0)
        {
            uint node = _open[--_count];
            if (NodeReference.IsLeaf(node))
            {
                _leaf = node;
                return true;
            }
            uint* links = _forest.Arena.Links(node);
            Push(links[1]);
            Push(links[0]);
        }
        return false;
    }

    /// <summary>Lets the version go.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _forest.Unpin(_version);
        }
    }

    private void Seek(in Hash256 from)
    {
        uint node = _version.Reference;
        for (int depth = 0; NodeReference.IsInner(node); depth++)
        {
            uint* links = _forest.Arena.Links(node);
            bool right = SparseMerkle.BitAt(from, depth);
            if (!right)
            {
                Push(links[1]);
            }
            node = links[right ? 1 : 0];
        }
        if (node != NodeReference.Empty && *_forest.Arena.Leaf(node) >= from)
        {
            Push(node);
        }
    }

    private void Push(uint node)
    {
        if (node != NodeReference.Empty)
        {
            _open[_count++] = node;
        }
    }
}
