using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>A node of the state tree: immutable, shared by every tree that contains it.</summary>
internal abstract class TreeNode(Hash256 hash, ulong version)
{
    /// <summary>The node's hash.</summary>
    public Hash256 Hash { get; } = hash;

    /// <summary>Height of the block that made it; with its place in the tree, its name in the store.</summary>
    public ulong Version { get; } = version;
}

/// <summary>The only key of its subtree.</summary>
internal sealed class LeafNode(Hash256 hash, ulong version, Hash256 key, Hash256 valueHash) : TreeNode(hash, version)
{
    /// <summary>The key.</summary>
    public Hash256 Key { get; } = key;

    /// <summary>Hash of the value.</summary>
    public Hash256 ValueHash { get; } = valueHash;
}

/// <summary>A subtree of two keys or more.</summary>
internal sealed class InnerNode(Hash256 hash, ulong version, TreeNode? left, TreeNode? right) : TreeNode(hash, version)
{
    /// <summary>Keys with a zero bit here; null when there are none.</summary>
    public TreeNode? Left { get; set; } = left;

    /// <summary>Keys with a one bit here; null when there are none.</summary>
    public TreeNode? Right { get; set; } = right;
}

/// <summary>A node that lies in the store and was not read yet.</summary>
internal sealed class StoredNode(Hash256 hash, ulong version) : TreeNode(hash, version);
