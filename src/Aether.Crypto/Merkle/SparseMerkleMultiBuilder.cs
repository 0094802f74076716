using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Makes the proofs that <see cref="SparseMerkleMulti"/> verifies.</summary>
/// <remarks><b>Cost</b>: one read of each node that several keys share, one walk for the rest of each key's way.
/// </remarks>
public sealed class SparseMerkleMultiBuilder
{
    private const int CodeBits = 2;

    // Steps down whose codes fit into 56 bits.
    private const int StepsDown = 14;

    private readonly IProofSource _source;
    private readonly Hash256[] _way = new Hash256[Limits.State.TreeDepth];
    private readonly List<SparseMerkleLeaf> _leaves = [];
    private byte[] _shape;
    private Hash256[] _siblings;
    private int _nodes;
    private int _siblingCount;

    // The bits that lead to the current node, then zeros.
    private Hash256 _path;

    // A key has about as many nodes to itself as in a state of some millions of keys; buffers grow for more.
    private SparseMerkleMultiBuilder(IProofSource source, int keys)
    {
        _source = source;
        _shape = ArrayPool<byte>.Shared.Rent(8 * keys);
        _shape.AsSpan().Clear();
        _siblings = ArrayPool<Hash256>.Shared.Rent(16 * keys);
    }

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
        SparseMerkleMultiBuilder builder = new(source, keys.Length);
        builder.Visit(keys, 0);
        return builder.Finish();
    }

    private SparseMerkleMultiProof Finish()
    {
        int shapeBytes = (_nodes + SparseMerkleMultiWalk.NodesPerByte - 1) / SparseMerkleMultiWalk.NodesPerByte;
        SparseMerkleMultiProof proof = new(
            _shape.AsSpan(0, shapeBytes).ToArray(), _siblings.AsSpan(0, _siblingCount).ToArray(), [.. _leaves]);
        ArrayPool<byte>.Shared.Return(_shape);
        ArrayPool<Hash256>.Shared.Return(_siblings);
        return proof;
    }

    // Recursion is bounded by the key length, 256.
    private void Visit(ReadOnlySpan<Hash256> keys, int depth)
    {
        if (keys.Length == 1)
        {
            Follow(keys[0], depth);
            return;
        }
        ProofNode node = _source.Read(_path, depth);
        if (node.Kind != ProofNodeKind.Inner)
        {
            End(node, keys);
            return;
        }
        Add(SparseMerkleMultiNode.Inner);
        int split = SplitOf(keys, depth);
        VisitChild(keys[..split], depth + 1, node.Left);
        FlipBit(depth);
        VisitChild(keys[split..], depth + 1, node.Right);
        FlipBit(depth);
    }

    private void VisitChild(ReadOnlySpan<Hash256> keys, int depth, in Hash256 hash)
    {
        if (keys.IsEmpty)
        {
            AddBeside(hash);
        }
        else
        {
            Visit(keys, depth);
        }
    }

    // In order: what lies left of the way before the rest of it, what lies right after. Keys are as good as random, so
    // a branch on one of their bits would be foreseen half of the time: both cases are written, one of them counts.
    private void Follow(in Hash256 key, int depth)
    {
        ProofNode end = _source.Descend(key, depth, _way, out int count);
        Reserve(count);
        for (int step = 0; step < count;)
        {
            ulong codes = 0;
            int bits = 0;
            for (int last = Math.Min(count, step + StepsDown); step < last; step++)
            {
                int counts = SparseMerkle.BitAt(key, depth + step) ? 1 : 0;
                codes |= (ulong)SparseMerkleMultiNode.Inner << bits;
                codes |= (AddIf(counts, _way[step]) << 2) << bits;
                bits += CodeBits + (CodeBits * counts);
            }
            Append(codes, bits);
        }
        End(end, new ReadOnlySpan<Hash256>(in key));
        for (int step = count - 1; step >= 0;)
        {
            ulong codes = 0;
            int bits = 0;
            for (int last = Math.Max(-1, step - (2 * StepsDown)); step > last; step--)
            {
                int counts = SparseMerkle.BitAt(key, depth + step) ? 0 : 1;
                codes |= AddIf(counts, _way[step]) << bits;
                bits += CodeBits * counts;
            }
            Append(codes, bits);
        }
    }

    // The code of a node beside a way, and its hash among the siblings; nothing when it does not count.
    private ulong AddIf(int counts, in Hash256 hash)
    {
        int isSubtree = hash == StateHasher.Empty ? 0 : counts;
        _siblings[_siblingCount] = hash;
        _siblingCount += isSubtree;
        return (ulong)SparseMerkleMultiNode.Subtree * (uint)isSubtree;
    }

    // Codes of nodes, first in the lowest bits, behind those there are. Up to 58 bits, so that they fit with a start
    // inside a byte.
    private void Append(ulong codes, int bits)
    {
        Span<byte> place = _shape.AsSpan(_nodes / SparseMerkleMultiWalk.NodesPerByte, sizeof(ulong));
        int shift = CodeBits * (_nodes % SparseMerkleMultiWalk.NodesPerByte);
        BinaryPrimitives.WriteUInt64LittleEndian(
            place, BinaryPrimitives.ReadUInt64LittleEndian(place) | (codes << shift));
        _nodes += bits / CodeBits;
    }

    // Room for a way of some inner nodes, its end, and what lies beside it.
    private void Reserve(int count)
    {
        if (_siblings.Length <= _siblingCount + count)
        {
            _siblings = Grow(_siblings, _siblingCount, _siblingCount + count + 1);
        }
        int bytes = ((_nodes + (2 * count) + 1) / SparseMerkleMultiWalk.NodesPerByte) + (2 * sizeof(ulong));
        if (_shape.Length < bytes)
        {
            _shape = Grow(_shape, _shape.Length, bytes);
        }
    }

    private void End(in ProofNode node, ReadOnlySpan<Hash256> keys)
    {
        bool leaf = node.Kind == ProofNodeKind.Leaf;
        Add(leaf ? SparseMerkleMultiNode.Leaf : SparseMerkleMultiNode.Empty);
        if (leaf && keys.BinarySearch(node.Key) < 0)
        {
            _leaves.Add(new SparseMerkleLeaf(node.Key, node.ValueHash));
        }
    }

    private void AddBeside(in Hash256 hash)
    {
        Reserve(0);
        Append(AddIf(1, hash), CodeBits);
    }

    private void Add(SparseMerkleMultiNode node)
    {
        Reserve(0);
        Append((ulong)node, CodeBits);
    }

    // Codes are put in where there are zeros.
    private static T[] Grow<T>(T[] full, int used, int least)
    {
        T[] grown = ArrayPool<T>.Shared.Rent(Math.Max(least, 2 * full.Length));
        full.AsSpan(0, used).CopyTo(grown);
        grown.AsSpan(used).Clear();
        ArrayPool<T>.Shared.Return(full);
        return grown;
    }

    // The keys are in order: those with a zero bit come first.
    private static int SplitOf(ReadOnlySpan<Hash256> keys, int depth)
    {
        int low = 0;
        int high = keys.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = SparseMerkle.BitAt(keys[middle], depth) ? (low, middle) : (middle + 1, high);
        }
        return low;
    }

    private void FlipBit(int depth) =>
        MemoryMarshal.AsBytes(new Span<Hash256>(ref _path))[depth / 8] ^= (byte)(0x80 >> (depth % 8));
}
