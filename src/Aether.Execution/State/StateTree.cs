using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>
/// A compact sparse Merkle tree as a persistent value: an update gives a new tree and shares what did not change.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any number may read, also while stored nodes are unloaded, which replaces a link by an equal one.
/// <b>Cost</b>: an update of m keys in a tree of n touches about m (log n - log m) nodes. Recursion is bounded by the
/// key length, 256.
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

    /// <summary>The root node; null for an empty tree.</summary>
    internal TreeNode? RootNode => _root;

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

    /// <summary>The nodes that blocks from height <paramref name="since"/> on made, with their store keys.</summary>
    public List<KeyValuePair<byte[], byte[]>> NewNodes(ulong since)
    {
        List<KeyValuePair<byte[], byte[]>> nodes = [];
        if (_root is not null)
        {
            Span<byte> path = stackalloc byte[Hash256.Bytes];
            path.Clear();
            CollectNew(_root, path, 0, since, nodes);
        }
        return nodes;
    }

    /// <summary>
    /// Replaces every link below the root by the name of the stored node it leads to. All nodes must be in the store.
    /// </summary>
    /// <remarks>
    /// The links are cut in the shared nodes themselves: newer trees made from this one hold many of them, and would
    /// keep the rest alive.
    /// </remarks>
    public void UnloadStored()
    {
        Stack<InnerNode> open = [];
        PushInner(open, _root);
        while (open.TryPop(out InnerNode? inner))
        {
            TreeNode? left = inner.Left;
            TreeNode? right = inner.Right;
            PushInner(open, left);
            PushInner(open, right);
            inner.Left = Stored(left);
            inner.Right = Stored(right);
        }
    }

    /// <summary>Nodes of this tree that are in memory, not counting names of stored ones.</summary>
    public int CountLoaded()
    {
        int count = _root is null or StoredNode ? 0 : 1;
        Stack<InnerNode> open = [];
        PushInner(open, _root);
        while (open.TryPop(out InnerNode? inner))
        {
            count += inner.Left is null or StoredNode ? 0 : 1;
            count += inner.Right is null or StoredNode ? 0 : 1;
            PushInner(open, inner.Left);
            PushInner(open, inner.Right);
        }
        return count;
    }

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
                TreeNode? updated = UpdateInner(inner, changes, depth, version, stale);
                return ReferenceEquals(updated, inner) ? node : updated;
            default:
                throw new StateCorruptException("a tree node is neither leaf nor inner node");
        }
    }

    // The links are read once: unloading may replace them meanwhile.
    private TreeNode? UpdateInner(
        InnerNode inner, ReadOnlySpan<KeyChange> changes, int depth, ulong version, List<byte[]> stale)
    {
        TreeNode? oldLeft = inner.Left;
        TreeNode? oldRight = inner.Right;
        int split = Split(changes, depth);
        TreeNode? left = Update(oldLeft, changes[..split], depth + 1, version, stale);
        TreeNode? right = Update(oldRight, changes[split..], depth + 1, version, stale);
        bool sameLeft = ReferenceEquals(left, oldLeft);
        bool sameRight = ReferenceEquals(right, oldRight);
        if (sameLeft && sameRight)
        {
            return inner;
        }
        MarkStale(inner, changes[0].Key, depth, version, stale);
        return Join(left, right, left is null ? sameRight : sameLeft, changes[0].Key, depth, version, stale);
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
        TreeNode? left, TreeNode? right, bool untouched, Hash256 key, int depth, ulong version, List<byte[]> stale)
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

    /// <summary>The node itself, read from the store when only its hash is known.</summary>
    internal TreeNode? Resolve(TreeNode? node, in Hash256 key, int depth)
    {
        if (node is not StoredNode stored)
        {
            return node;
        }
        if (!_source.TryReadNode(NodePath.StoreKey(stored.Version, key, depth), out byte[] bytes))
        {
            throw new StateCorruptException($"the state tree node at depth {depth} is missing");
        }
        return NodeCodec.Decode<THasher>(bytes, stored.Hash, stored.Version)
            ?? throw new StateCorruptException(
                $"the state tree node at depth {depth} does not have the hash its parent names");
    }

    private static void PushInner(Stack<InnerNode> open, TreeNode? node)
    {
        if (node is InnerNode inner)
        {
            open.Push(inner);
        }
    }

    private static TreeNode? Stored(TreeNode? node) =>
        node is null or StoredNode ? node : new StoredNode(node.Hash, node.Version);

    private static void CollectNew(
        TreeNode node, Span<byte> path, int depth, ulong since, List<KeyValuePair<byte[], byte[]>> nodes)
    {
        if (node.Version < since || node is StoredNode)
        {
            return;
        }
        nodes.Add(new(NodePath.StoreKey(node.Version, new Hash256(path), depth), NodeCodec.Encode(node)));
        if (node is not InnerNode inner)
        {
            return;
        }
        if (inner.Left is not null)
        {
            CollectNew(inner.Left, path, depth + 1, since, nodes);
        }
        if (inner.Right is not null)
        {
            path[depth / 8] |= (byte)(0x80 >> (depth % 8));
            CollectNew(inner.Right, path, depth + 1, since, nodes);
            path[depth / 8] &= unchecked((byte)~(0x80 >> (depth % 8)));
        }
    }
}
