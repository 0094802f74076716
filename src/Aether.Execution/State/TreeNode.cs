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
