using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Reads the nodes of a tree for proofs. Nodes on the way to the last one read are kept.</summary>
/// <remarks><b>Threads</b>: one caller.</remarks>
internal sealed class TreeProofs<THasher>(StateTree<THasher> tree) : IProofSource
    where THasher : struct, ISparseMerkleHasher
{
    // The node at each depth on the way to the last one read.
    private readonly TreeNode?[] _nodes = new TreeNode?[Limits.State.TreeDepth + 1];
    private Hash256 _path;
    private int _depth = -1;

    /// <inheritdoc/>
    public ProofNode Read(in Hash256 path, int depth)
    {
        int known = Math.Min(depth, _depth);
        while (known > 0 && !SparseMerkle.SharesPrefix(path, _path, known))
        {
            known--;
        }
        if (known <= 0)
        {
            _nodes[0] = tree.Resolve(tree.RootNode, path, 0);
            known = 0;
        }
        for (; known < depth; known++)
        {
            InnerNode? inner = _nodes[known] as InnerNode;
            TreeNode? child = SparseMerkle.BitAt(path, known) ? inner?.Right : inner?.Left;
            _nodes[known + 1] = tree.Resolve(child, path, known + 1);
        }
        _path = path;
        _depth = depth;
        return _nodes[depth] switch
        {
            LeafNode leaf => ProofNode.Leaf(leaf.Key, leaf.ValueHash),
            InnerNode inner => ProofNode.Inner(
                inner.Left?.Hash ?? THasher.Empty, inner.Right?.Hash ?? THasher.Empty),
            _ => ProofNode.Empty,
        };
    }
}
