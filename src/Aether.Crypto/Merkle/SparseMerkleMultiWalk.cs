using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Walks the tree that a proof of many keys describes, and checks it against what is claimed.</summary>
/// <remarks>Recursion is bounded by the key length, 256.</remarks>
internal ref struct SparseMerkleMultiWalk
{
    /// <summary>Nodes in a byte of a shape.</summary>
    internal const int NodesPerByte = 4;

    private readonly SparseMerkleMultiProof _proof;
    private readonly ReadOnlySpan<Hash256> _keys;
    private readonly ReadOnlySpan<Hash256> _valueHashes;

    // The bits that lead to the current node, then zeros.
    private Hash256 _path;
    private int _nodes;
    private int _siblings;
    private int _leaves;

    /// <summary>Prepares a walk.</summary>
    internal SparseMerkleMultiWalk(
        SparseMerkleMultiProof proof,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes)
    {
        _proof = proof;
        _keys = keys;
        _valueHashes = valueHashes;
    }

    /// <summary>True when the proof has the one valid form for these keys; its hashes are not checked.</summary>
    /// <param name="entries">Receives the leaves and subtrees.</param>
    internal bool TryRun(ref SparseMerkleRangeEntries entries) =>
        TryVisit(ref entries, 0, 0, _keys.Length, out SparseMerkleMultiNode _)
        && _siblings == _proof.Siblings.Length
        && _leaves == _proof.Leaves.Length
        && IsShapeUsedUp();

    // The node at the current path, on the way to the keys from start to end.
    private bool TryVisit(
        ref SparseMerkleRangeEntries entries, int depth, int start, int end, out SparseMerkleMultiNode node)
    {
        if (!TryReadNode(out node))
        {
            return false;
        }
        if (start == end)
        {
            return node == SparseMerkleMultiNode.Empty
                || (node == SparseMerkleMultiNode.Subtree && TryAddSibling(ref entries, depth));
        }
        return node switch
        {
            SparseMerkleMultiNode.Empty => FindValue(start, end) == end,
            SparseMerkleMultiNode.Leaf => TryAddLeaf(ref entries, depth, start, end),
            SparseMerkleMultiNode.Inner => TryVisitChildren(ref entries, depth, start, end),
            _ => false,
        };
    }

    private bool TryVisitChildren(ref SparseMerkleRangeEntries entries, int depth, int start, int end)
    {
        if (depth == Limits.State.TreeDepth)
        {
            return false;
        }
        int split = start;
        while (split < end && !SparseMerkle.BitAt(_keys[split], depth))
        {
            split++;
        }
        if (!TryVisit(ref entries, depth + 1, start, split, out SparseMerkleMultiNode left))
        {
            return false;
        }
        FlipBit(depth);
        bool visited = TryVisit(ref entries, depth + 1, split, end, out SparseMerkleMultiNode right);
        FlipBit(depth);
        return visited && !IsLone(left, right) && !IsLone(right, left);
    }

    // Below a node with nothing on its other side there are at least two leaves.
    private static bool IsLone(SparseMerkleMultiNode empty, SparseMerkleMultiNode other) =>
        empty == SparseMerkleMultiNode.Empty
        && other is SparseMerkleMultiNode.Empty or SparseMerkleMultiNode.Leaf;

    private bool TryAddSibling(ref SparseMerkleRangeEntries entries, int depth)
    {
        if (_siblings == _proof.Siblings.Length || _proof.Siblings[_siblings].IsZero)
        {
            return false;
        }
        entries.AddSubtree(_path, depth, _proof.Siblings[_siblings++]);
        return true;
    }

    private bool TryAddLeaf(ref SparseMerkleRangeEntries entries, int depth, int start, int end)
    {
        int found = FindValue(start, end);
        if (found < end)
        {
            entries.AddLeaf(_keys[found], _valueHashes[found]);
            return FindValue(found + 1, end) == end;
        }
        if (_leaves == _proof.Leaves.Length)
        {
            return false;
        }
        SparseMerkleLeaf leaf = _proof.Leaves[_leaves++];
        entries.AddLeaf(leaf.Key, leaf.ValueHash);
        return SparseMerkle.SharesPrefix(leaf.Key, _path, depth)
            && _keys[start..end].BinarySearch(leaf.Key) < 0;
    }

    // The first key with a value, or the end.
    private readonly int FindValue(int start, int end)
    {
        while (start < end && _valueHashes[start].IsZero)
        {
            start++;
        }
        return start;
    }

    private bool TryReadNode(out SparseMerkleMultiNode node)
    {
        byte[] shape = _proof.Shape;
        bool left = _nodes < NodesPerByte * (long)shape.Length;
        node = left
            ? (SparseMerkleMultiNode)(shape[_nodes / NodesPerByte] >> (2 * (_nodes % NodesPerByte)) & 3)
            : SparseMerkleMultiNode.Empty;
        _nodes++;
        return left;
    }

    private readonly bool IsShapeUsedUp()
    {
        int used = _nodes % NodesPerByte;
        return _proof.Shape.Length == (_nodes + NodesPerByte - 1) / NodesPerByte
            && (used == 0 || _proof.Shape[^1] >> (2 * used) == 0);
    }

    private void FlipBit(int depth) =>
        MemoryMarshal.AsBytes(new Span<Hash256>(ref _path))[depth / 8] ^= (byte)(0x80 >> (depth % 8));
}
