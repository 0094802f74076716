using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>The levels of a sparse tree from its deepest leaf up, one at a time.</summary>
/// <remarks>
/// A node is named by its first leaf, whose place in the hash buffer holds the node's hash. Two nodes of one depth are
/// siblings when their leaves are neighbours and the keys there share exactly the bits above.
/// </remarks>
internal ref struct SparseMerkleLevels
{
    private const int KeyBits = 8 * Hash256.Bytes;
    private const int BatchNodes = 64;
    private const int None = -1;

    private readonly LaneVariant _variant;
    private readonly ReadOnlySpan<Hash256> _keys;
    private readonly Span<Hash256> _hashes;

    // The last leaf of the node that starts at a leaf, and the bits a leaf's key shares with the next key.
    private readonly Span<int> _last;
    private readonly Span<int> _shared;

    // Leaves of one depth as a chain in ascending order: the first by depth, the next by leaf.
    private readonly Span<int> _next;
    private FirstLeaves _first;

    // Nodes that the level below rose to, and those together with the leaves of the same depth.
    private readonly Span<int> _risen;
    private readonly Span<int> _level;
    private int _risenCount;

    internal SparseMerkleLevels(LaneVariant variant, ReadOnlySpan<Hash256> keys, Span<Hash256> hashes, Span<int> work)
    {
        int count = keys.Length;
        _variant = variant;
        _keys = keys;
        _hashes = hashes;
        _last = work[..count];
        _shared = work.Slice(count, count);
        _next = work.Slice(2 * count, count);
        _risen = work.Slice(3 * count, count);
        _level = work.Slice(4 * count, count);
    }

    /// <summary>Fills the hash buffer with the leaf hashes.</summary>
    internal readonly void HashLeaves(ReadOnlySpan<Hash256> valueHashes) =>
        HashLeaves(_variant, _keys, valueHashes, _hashes);

    /// <summary>Hashes leaves, one for each key.</summary>
    internal static void HashLeaves(
        LaneVariant variant, ReadOnlySpan<Hash256> keys, ReadOnlySpan<Hash256> valueHashes, Span<Hash256> hashes)
    {
        Span<Hash256> pairs = stackalloc Hash256[2 * BatchNodes];
        for (int done = 0; done < keys.Length; done += BatchNodes)
        {
            int take = Math.Min(BatchNodes, keys.Length - done);
            for (int index = 0; index < take; index++)
            {
                pairs[2 * index] = keys[done + index];
                pairs[(2 * index) + 1] = valueHashes[done + index];
            }

            StateHasher.HashLeaves(variant, pairs[..(2 * take)], hashes.Slice(done, take));
        }
    }

    /// <summary>Finds the depth of every leaf: one below the node it shares with its nearer neighbour.</summary>
    /// <returns>The greatest depth; 0 for a lone leaf, which is the root.</returns>
    /// <exception cref="ArgumentException">Keys are not strictly ascending.</exception>
    internal int PlaceLeaves()
    {
        if (!TryPlace([], out int deepest))
            throw new ArgumentException("keys are not strictly ascending");
        return deepest;
    }

    /// <summary>Places leaves as <see cref="PlaceLeaves"/> does, and subtrees known by their hash where told.</summary>
    /// <param name="depths">
    /// Nothing when all are leaves; else 0 for a leaf and the depth of its root for a subtree, whose key is its path
    /// and then zeros.
    /// </param>
    /// <param name="deepest">The greatest depth.</param>
    /// <returns>False when keys are not strictly ascending or something lies inside a subtree.</returns>
    internal bool TryPlace(ReadOnlySpan<ushort> depths, out int deepest)
    {
        Span<int> first = _first;
        first.Fill(None);
        deepest = 0;
        int count = _keys.Length;
        for (int leaf = 0; leaf < count; leaf++)
        {
            _last[leaf] = leaf;
            _shared[leaf] = None;
            if (leaf + 1 < count && !TrySharedBits(_keys[leaf], _keys[leaf + 1], out _shared[leaf]))
                return false;
        }

        // From the last leaf to the first, so that every chain ascends.
        for (int leaf = count - 1; leaf >= 0; leaf--)
        {
            int depth = Math.Max(_shared[leaf], leaf > 0 ? _shared[leaf - 1] : None) + 1;
            if (!depths.IsEmpty && depths[leaf] != 0)
            {
                if (depth > depths[leaf])
                    return false;
                depth = depths[leaf];
            }

            deepest = Math.Max(deepest, depth);
            _next[leaf] = first[depth];
            first[depth] = leaf;
        }

        return true;
    }

    /// <summary>The depth of a leaf that has not risen yet.</summary>
    internal readonly int DepthOf(int leaf) => Math.Max(_shared[leaf], leaf > 0 ? _shared[leaf - 1] : None) + 1;

    /// <summary>Replaces all nodes at a depth by their parents.</summary>
    /// <param name="depth">The depth of the nodes: one less than at the call before.</param>
    /// <param name="path">Notes the sibling of the node that holds its leaf.</param>
    internal void Rise(int depth, ref SparseMerklePath path)
    {
        Span<int> level = _level[..Merge(depth)];
        Span<Hash256> pairs = stackalloc Hash256[2 * BatchNodes];
        int pending = 0;
        _risenCount = 0;
        for (int position = 0; position < level.Length; position++)
        {
            int node = level[position];
            Span<Hash256> pair = pairs.Slice(2 * pending, 2);
            if (position + 1 < level.Length && _shared[_last[node]] == depth - 1)
            {
                int right = level[++position];
                Debug.Assert(right == _last[node] + 1, "siblings are neighbours");
                Join(pair, node, right, depth, ref path);
            }
            else
            {
                Lift(pair, node, depth, ref path);
            }

            _risen[_risenCount++] = node;
            if (++pending == BatchNodes)
            {
                Hash(pairs);
                pending = 0;
            }
        }

        Hash(pairs[..(2 * pending)]);
    }

    private static bool TrySharedBits(in Hash256 left, in Hash256 right, out int bits)
    {
        bits = None;
        int same = left.Span.CommonPrefixLength(right.Span);
        if (same == Hash256.Bytes || left.Span[same] > right.Span[same])
            return false;
        bits = (8 * same) + BitOperations.LeadingZeroCount((uint)(left.Span[same] ^ right.Span[same])) - 24;
        return true;
    }

    private readonly void Join(
        scoped Span<Hash256> pair, int left, int right, int depth, ref SparseMerklePath path)
    {
        pair[0] = _hashes[left];
        pair[1] = _hashes[right];
        if (path.IsIn(left, _last[left]))
            path.Add(depth, pair[1]);
        else if (path.IsIn(right, _last[right]))
            path.Add(depth, pair[0]);
        _last[left] = _last[right];
    }

    // A node without sibling: the other side of its parent is empty.
    private readonly void Lift(scoped Span<Hash256> pair, int node, int depth, ref SparseMerklePath path)
    {
        int side = SparseMerkle.BitAt(_keys[node], depth - 1) ? 1 : 0;
        pair[side] = _hashes[node];
        pair[1 - side] = StateHasher.Empty;
        if (path.IsIn(node, _last[node]))
            path.Add(depth, StateHasher.Empty);
    }

    // Hashes the pending pairs: they belong to the last nodes that rose.
    private readonly void Hash(Span<Hash256> pairs)
    {
        int count = pairs.Length / 2;
        StateHasher.HashNodes(_variant, pairs, pairs[..count]);
        ReadOnlySpan<int> nodes = _risen.Slice(_risenCount - count, count);
        for (int index = 0; index < count; index++)
            _hashes[nodes[index]] = pairs[index];
    }

    // Merges what rose to this depth with the leaves of this depth, in order of keys; returns how many nodes that are.
    private readonly int Merge(int depth)
    {
        int count = 0;
        int leaf = _first[depth];
        foreach (int node in _risen[.._risenCount])
        {
            for (; leaf != None && leaf < node; leaf = _next[leaf])
                _level[count++] = leaf;
            _level[count++] = node;
        }

        for (; leaf != None; leaf = _next[leaf])
            _level[count++] = leaf;
        return count;
    }

    [InlineArray(KeyBits + 1)]
    private struct FirstLeaves
    {
        private int _leaf;
    }
}
