using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>
/// A compact sparse Merkle tree as a persistent value: an update gives a new tree and shares what did not change.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any number may read; loading a stored node replaces a link by an equal one. <b>Cost</b>: an update
/// of m keys in a tree of n touches about m (log n - log m) nodes. Recursion is bounded by the key length, 256.
/// </remarks>
internal sealed class StateTree<THasher>
    where THasher : struct, ISparseMerkleHasher
{
    private readonly INodeSource _source;
    private readonly TreeNode? _root;

    public StateTree(INodeSource source, TreeNode? root)
    {
        _source = source;
        _root = root;
    }

    /// <summary>The root hash.</summary>
    public Hash256 Root => _root?.Hash ?? THasher.Empty;

    /// <summary>Version of the root node; 0 for an empty tree.</summary>
    public ulong RootVersion => _root?.Version ?? 0;

    /// <summary>
    /// The tree with changes applied: strictly ascending by key, made by the block at height
    /// <paramref name="version"/>.
    /// </summary>
    /// <param name="stale">Receives the store keys of stored nodes that are no longer in the new tree.</param>
    public StateTree<THasher> Update(ReadOnlySpan<KeyChange> changes, ulong version, List<byte[]> stale)
    {
        TreeNode? root = Update(_root, changes, 0, version, stale);
        return new StateTree<THasher>(_source, root);
    }

    /// <summary>The nodes that the block at <paramref name="version"/> made, with their store keys.</summary>
    public List<KeyValuePair<byte[], byte[]>> NewNodes(ulong version)
    {
        List<KeyValuePair<byte[], byte[]>> nodes = [];
        if (_root is not null)
        {
            Span<byte> path = stackalloc byte[Hash256.Bytes];
            path.Clear();
            CollectNew(_root, path, 0, version, nodes);
        }
        return nodes;
    }

    /// <summary>The same tree with only its root in memory: everything else is read again when needed.</summary>
    public StateTree<THasher> Unload() =>
        new(_source, _root is null ? null : new StoredNode(_root.Hash, _root.Version));

    /// <summary>A proof of what the tree holds at a key: inclusion, or exclusion when it holds nothing.</summary>
    public SparseMerkleProof Prove(Hash256 key)
    {
        List<Hash256> siblings = [];
        byte[] mask = new byte[Hash256.Bytes];
        TreeNode? node = _root;
        int depth = 0;
        while (Resolve(node, key, depth) is InnerNode inner)
        {
            bool right = SparseMerkle.BitAt(key, depth);
            TreeNode? sibling = right ? inner.Left : inner.Right;
            if (sibling is not null)
            {
                siblings.Add(sibling.Hash);
                SignerBitmap.Add(mask, depth);
            }
            node = right ? inner.Right : inner.Left;
            depth++;
        }
        LeafNode? leaf = Resolve(node, key, depth) as LeafNode;
        siblings.Reverse();
        return new SparseMerkleProof(
            (ushort)depth, mask[..((depth + 7) / 8)], [.. siblings], leaf?.Key, leaf?.ValueHash ?? Hash256.Zero);
    }

    private TreeNode? Update(
        TreeNode? node, ReadOnlySpan<KeyChange> changes, int depth, ulong version, List<byte[]> stale)
    {
        if (changes.IsEmpty)
        {
            return node;
        }
        switch (Resolve(node, changes[0].Key, depth))
        {
            case null:
                return Build(null, changes, depth, version);
            case LeafNode leaf:
                MarkStale(leaf, changes[0].Key, depth, version, stale);
                return Build(leaf, changes, depth, version);
            case InnerNode inner:
                int split = Split(changes, depth);
                TreeNode? left = Update(inner.Left, changes[..split], depth + 1, version, stale);
                TreeNode? right = Update(inner.Right, changes[split..], depth + 1, version, stale);
                if (ReferenceEquals(left, inner.Left) && ReferenceEquals(right, inner.Right))
                {
                    return inner;
                }
                MarkStale(inner, changes[0].Key, depth, version, stale);
                return Join(inner, left, right, changes[0].Key, depth, version, stale);
            default:
                throw new StateMovedException();
        }
    }

    // A subtree from at most one old leaf and the changes that fall into it.
    private static TreeNode? Build(LeafNode? old, ReadOnlySpan<KeyChange> changes, int depth, ulong version)
    {
        List<KeyChange> leaves = [];
        bool merged = old is null;
        foreach (KeyChange change in changes)
        {
            if (!merged && old!.Key.CompareTo(change.Key) <= 0)
            {
                merged = true;
                if (old.Key != change.Key)
                {
                    leaves.Add(new KeyChange(old.Key, old.ValueHash));
                }
            }
            if (change.ValueHash is not null)
            {
                leaves.Add(change);
            }
        }
        if (!merged)
        {
            leaves.Add(new KeyChange(old!.Key, old.ValueHash));
        }
        return BuildFrom(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(leaves), depth, version);
    }

    private static TreeNode? BuildFrom(ReadOnlySpan<KeyChange> leaves, int depth, ulong version)
    {
        if (leaves.IsEmpty)
        {
            return null;
        }
        if (leaves.Length == 1)
        {
            Hash256 valueHash = leaves[0].ValueHash!.Value;
            return new LeafNode(THasher.HashLeaf(leaves[0].Key, valueHash), version, leaves[0].Key, valueHash);
        }
        int split = Split(leaves, depth);
        TreeNode? left = BuildFrom(leaves[..split], depth + 1, version);
        TreeNode? right = BuildFrom(leaves[split..], depth + 1, version);
        return MakeInner(left, right, version);
    }

    // Compact rule: a lone leaf moves up; anything else below an inner node stays where it is.
    private TreeNode? Join(
        InnerNode old, TreeNode? left, TreeNode? right, Hash256 key, int depth, ulong version, List<byte[]> stale)
    {
        if (left is not null && right is not null)
        {
            return MakeInner(left, right, version);
        }
        TreeNode? only = left ?? right;
        if (only is null)
        {
            return null;
        }
        Hash256 childKey = WithBit(key, depth, left is null);
        if (Resolve(only, childKey, depth + 1) is not LeafNode leaf)
        {
            return MakeInner(left, right, version);
        }
        bool untouched = ReferenceEquals(only, old.Left) || ReferenceEquals(only, old.Right);
        if (untouched)
        {
            MarkStale(leaf, childKey, depth + 1, version, stale);
        }
        return new LeafNode(leaf.Hash, version, leaf.Key, leaf.ValueHash);
    }

    private static InnerNode MakeInner(TreeNode? left, TreeNode? right, ulong version) =>
        new(THasher.HashNode(left?.Hash ?? THasher.Empty, right?.Hash ?? THasher.Empty), version, left, right);

    // Nodes made by the same block were never stored.
    private static void MarkStale(TreeNode node, in Hash256 key, int depth, ulong version, List<byte[]> stale)
    {
        if (node.Version != version)
        {
            stale.Add(NodePath.StoreKey(node.Version, key, depth));
        }
    }

    private static Hash256 WithBit(in Hash256 key, int depth, bool bit)
    {
        byte[] bytes = key.ToArray();
        int mask = 0x80 >> (depth % 8);
        bytes[depth / 8] = (byte)(bit ? bytes[depth / 8] | mask : bytes[depth / 8] & ~mask);
        return new Hash256(bytes);
    }

    // Index of the first change whose key has a one bit at this depth.
    private static int Split(ReadOnlySpan<KeyChange> changes, int depth)
    {
        int low = 0;
        int high = changes.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (SparseMerkle.BitAt(changes[middle].Key, depth))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }

    // The node itself, read from the store when only its hash is known.
    private TreeNode? Resolve(TreeNode? node, in Hash256 key, int depth)
    {
        if (node is not StoredNode stored)
        {
            return node;
        }
        if (!_source.TryReadNode(NodePath.StoreKey(stored.Version, key, depth), out byte[] bytes))
        {
            throw new StateMovedException();
        }
        return NodeCodec.Decode<THasher>(bytes, stored.Hash, stored.Version)
            ?? throw new StateCorruptException(
                $"the state tree node at depth {depth} does not have the hash its parent names");
    }

    private static void CollectNew(
        TreeNode node, Span<byte> path, int depth, ulong version, List<KeyValuePair<byte[], byte[]>> nodes)
    {
        if (node.Version != version || node is StoredNode)
        {
            return;
        }
        nodes.Add(new(NodePath.StoreKey(version, new Hash256(path), depth), NodeCodec.Encode(node)));
        if (node is not InnerNode inner)
        {
            return;
        }
        if (inner.Left is not null)
        {
            CollectNew(inner.Left, path, depth + 1, version, nodes);
        }
        if (inner.Right is not null)
        {
            path[depth / 8] |= (byte)(0x80 >> (depth % 8));
            CollectNew(inner.Right, path, depth + 1, version, nodes);
            path[depth / 8] &= unchecked((byte)~(0x80 >> (depth % 8)));
        }
    }
}
