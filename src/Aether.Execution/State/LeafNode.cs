using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>The only key of its subtree.</summary>
internal sealed class LeafNode(Hash256 hash, ulong version, Hash256 key, Hash256 valueHash) : TreeNode(hash, version)
{
    /// <summary>The key.</summary>
    public Hash256 Key { get; } = key;

    /// <summary>Hash of the value.</summary>
    public Hash256 ValueHash { get; } = valueHash;
}
