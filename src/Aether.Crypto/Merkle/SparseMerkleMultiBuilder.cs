using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Makes the proofs that <see cref="SparseMerkleMulti"/> verifies.</summary>
public sealed class SparseMerkleMultiBuilder
{
    private readonly IProofSource _source;
    private readonly List<byte> _shape = [];
    private readonly List<Hash256> _siblings = [];
    private readonly List<SparseMerkleLeaf> _leaves = [];
    private int _nodes;

    // The bits that lead to the current node, then zeros.
    private Hash256 _path;

    private SparseMerkleMultiBuilder(IProofSource source) => _source = source;

    /// <summary>What the tree holds at each of the keys, or that it holds nothing there.</summary>
    /// <param name="source">The tree.</param>
    /// <param name="keys">Strictly ascending, 1 to <see cref="Limits.Proof.MaxKeys"/>.</param>
    public static SparseMerkleMultiProof Prove(IProofSource source, ReadOnlySpan<Hash256> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Length, Limits.Proof.MaxKeys);
        for (int index = 1; index < keys.Length; index++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keys[index], keys[index - 1], nameof(keys));
        }
        SparseMerkleMultiBuilder builder = new(source);
        builder.Visit(keys, 0);
        return new SparseMerkleMultiProof([.. builder._shape], [.. builder._siblings], [.. builder._leaves]);
    }

    // Recursion is bounded by the key length, 256.
    private void Visit(ReadOnlySpan<Hash256> keys, int depth)
    {
        ProofNode node = _source.Read(_path, depth);
        if (node.Kind != ProofNodeKind.Inner)
        {
            bool leaf = node.Kind == ProofNodeKind.Leaf;
            Add(leaf ? SparseMerkleMultiNode.Leaf : SparseMerkleMultiNode.Empty);
            if (leaf && keys.BinarySearch(node.Key) < 0)
            {
                _leaves.Add(new SparseMerkleLeaf(node.Key, node.ValueHash));
            }
            return;
        }
        Add(SparseMerkleMultiNode.Inner);
        int split = 0;
        while (split < keys.Length && !SparseMerkle.BitAt(keys[split], depth))
        {
            split++;
        }
        VisitChild(keys[..split], depth + 1, node.Left);
        FlipBit(depth);
        VisitChild(keys[split..], depth + 1, node.Right);
        FlipBit(depth);
    }

    private void VisitChild(ReadOnlySpan<Hash256> keys, int depth, in Hash256 hash)
    {
        if (!keys.IsEmpty)
        {
            Visit(keys, depth);
        }
        else if (hash == StateHasher.Empty)
        {
            Add(SparseMerkleMultiNode.Empty);
        }
        else
        {
            Add(SparseMerkleMultiNode.Subtree);
            _siblings.Add(hash);
        }
    }

    private void Add(SparseMerkleMultiNode node)
    {
        if (_nodes % SparseMerkleMultiWalk.NodesPerByte == 0)
        {
            _shape.Add(0);
        }
        _shape[^1] |= (byte)((int)node << (2 * (_nodes % SparseMerkleMultiWalk.NodesPerByte)));
        _nodes++;
    }

    private void FlipBit(int depth) =>
        MemoryMarshal.AsBytes(new Span<Hash256>(ref _path))[depth / 8] ^= (byte)(0x80 >> (depth % 8));
}
