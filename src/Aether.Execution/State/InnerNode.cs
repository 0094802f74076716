using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>A subtree of two keys or more.</summary>
internal sealed class InnerNode(Hash256 hash, ulong version, TreeNode? left, TreeNode? right) : TreeNode(hash, version)
{
    /// <summary>Keys with a zero bit here; null when there are none.</summary>
    public TreeNode? Left { get; set; } = left;

    /// <summary>Keys with a one bit here; null when there are none.</summary>
    public TreeNode? Right { get; set; } = right;
}
