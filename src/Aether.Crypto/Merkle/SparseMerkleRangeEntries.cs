using System.Buffers;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>
/// A sparse tree of which only some leaves are known, and of the rest the hashes of whole subtrees: both in the order
/// of their keys.
/// </summary>
/// <remarks><b>Ownership</b>: rents its memory; <see cref="Return"/> gives it back, once.</remarks>
internal ref struct SparseMerkleRangeEntries
{
    private readonly Hash256[] _keys;
    private readonly Hash256[] _hashes;

    // Value hash of a leaf; nothing for a subtree.
    private readonly Hash256[] _valueHashes;

    // Depth of a subtree's root; 0 for a leaf, whose depth follows from its neighbours.
    private readonly ushort[] _depths;
    private readonly int[] _work;
    private LaneVariant _variant;
    private SparseMerkleLevels _levels;
    private int _deepest;

    /// <summary>Rents room for a number of entries.</summary>
    internal SparseMerkleRangeEntries(int capacity)
    {
        _keys = ArrayPool<Hash256>.Shared.Rent(capacity);
        _hashes = ArrayPool<Hash256>.Shared.Rent(capacity);
        _valueHashes = ArrayPool<Hash256>.Shared.Rent(capacity);
        _depths = ArrayPool<ushort>.Shared.Rent(capacity);
        _work = ArrayPool<int>.Shared.Rent(SparseMerkleLayers.WorkInts(capacity));
        _levels = default;
    }

    /// <summary>Entries so far.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds a leaf.</summary>
    internal void AddLeaf(in Hash256 key, in Hash256 valueHash)
    {
        _keys[Count] = key;
        _valueHashes[Count] = valueHash;
        _depths[Count++] = 0;
    }

    /// <summary>Adds leaves, one for each key.</summary>
    internal void AddLeaves(scoped ReadOnlySpan<Hash256> keys, scoped ReadOnlySpan<Hash256> valueHashes)
    {
        keys.CopyTo(_keys.AsSpan(Count));
        valueHashes.CopyTo(_valueHashes.AsSpan(Count));
        _depths.AsSpan(Count, keys.Length).Clear();
        Count += keys.Length;
    }

    /// <summary>Adds a subtree below the root.</summary>
    /// <param name="path">The bits that lead to it, then zeros.</param>
    /// <param name="depth">How many bits: 1 to 256.</param>
    /// <param name="hash">Its hash.</param>
    internal void AddSubtree(in Hash256 path, int depth, in Hash256 hash)
    {
        _keys[Count] = path;
        _hashes[Count] = hash;
        _depths[Count++] = (ushort)depth;
    }

    /// <summary>Gives every entry its place; false when they overlap or are out of order.</summary>
    internal bool TryPlace(LaneVariant variant)
    {
        _variant = variant;
        _levels = new SparseMerkleLevels(
            variant,
            _keys.AsSpan(0, Count),
            _hashes.AsSpan(0, Count),
            _work.AsSpan(0, SparseMerkleLayers.WorkInts(Count)));
        return _levels.TryPlace(_depths.AsSpan(0, Count), out _deepest);
    }

    /// <summary>The depth of a leaf that has its place.</summary>
    internal readonly int DepthOf(int leaf) => _levels.DepthOf(leaf);

    /// <summary>The root of the tree; the entries are used up.</summary>
    internal Hash256 Rise()
    {
        if (Count == 0)
            return StateHasher.Empty;
        HashLeaves();
        SparseMerklePath none = default;
        none.Start(-1);
        for (int depth = _deepest; depth > 0; depth--)
            _levels.Rise(depth, ref none);
        return _hashes[0];
    }

    /// <summary>Gives the memory back.</summary>
    internal readonly void Return()
    {
        ArrayPool<Hash256>.Shared.Return(_keys);
        ArrayPool<Hash256>.Shared.Return(_hashes);
        ArrayPool<Hash256>.Shared.Return(_valueHashes);
        ArrayPool<ushort>.Shared.Return(_depths);
        ArrayPool<int>.Shared.Return(_work);
    }

    // Runs of leaves: the hashes of the subtrees between them stay as they are.
    private readonly void HashLeaves()
    {
        for (int start = 0; start < Count;)
        {
            ReadOnlySpan<ushort> rest = _depths.AsSpan(start, Count - start);
            int run = rest.IndexOfAnyExcept((ushort)0);
            run = run < 0 ? rest.Length : run;
            SparseMerkleLevels.HashLeaves(
                _variant, _keys.AsSpan(start, run), _valueHashes.AsSpan(start, run), _hashes.AsSpan(start, run));
            start += run;
            int subtrees = _depths.AsSpan(start, Count - start).IndexOf((ushort)0);
            start = subtrees < 0 ? Count : start + subtrees;
        }
    }
}
