using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Reads the nodes of one version for proofs. Nodes on the way to the last one read are kept.</summary>
/// <remarks>
/// <b>Threads</b>: one caller. <b>Errors</b>: <see cref="StateMovedException"/> once the version ended; pin it for
/// longer work.
/// </remarks>
// SAFETY: references are followed inside the gate after the version was seen alive.
internal sealed unsafe class TreeProofs(StateForest forest, TreeVersion version) : IProofSource
{
    // The node at each depth on the way to the last one read.
    private readonly uint[] _nodes = new uint[Limits.State.TreeDepth + 1];
    private Hash256 _path;
    private int _depth = -1;

    /// <inheritdoc/>
    public ProofNode Read(in Hash256 path, int depth)
    {
        int side = forest.Gate.Enter();
        try
        {
            if (!version.IsAlive)
            {
                throw new StateMovedException();
            }
            return Find(path, depth);
        }
        finally
        {
            forest.Gate.Leave(side);
        }
    }

    /// <inheritdoc/>
    public ProofNode Descend(in Hash256 key, int depth, Span<Hash256> siblings, out int count)
    {
        int side = forest.Gate.Enter();
        try
        {
            if (!version.IsAlive)
            {
                throw new StateMovedException();
            }
            Find(key, depth);
            count = 0;
            uint node = _nodes[depth];
            for (; NodeReference.IsInner(node); count++)
            {
                int way = SparseMerkle.BitAt(key, depth + count) ? 1 : 0;
                siblings[count] = forest.Arena.Children(node)[1 - way];
                node = forest.Arena.Links(node)[way];
            }
            return node == NodeReference.Empty
                ? ProofNode.Empty
                : ProofNode.Leaf(forest.Arena.Leaf(node)[0], forest.Arena.Leaf(node)[1]);
        }
        finally
        {
            forest.Gate.Leave(side);
        }
    }

    private ProofNode Find(in Hash256 path, int depth)
    {
        int known = Math.Max(0, Math.Min(depth, _depth));
        while (known > 0 && !SparseMerkle.SharesPrefix(path, _path, known))
        {
            known--;
        }
        _nodes[0] = version.Reference;
        for (; known < depth; known++)
        {
            uint node = _nodes[known];
            _nodes[known + 1] = NodeReference.IsInner(node)
                ? forest.Arena.Links(node)[SparseMerkle.BitAt(path, known) ? 1 : 0]
                : NodeReference.Empty;
        }
        _path = path;
        _depth = depth;
        uint found = _nodes[depth];
        if (NodeReference.IsInner(found))
        {
            return ProofNode.Inner(forest.Arena.Children(found)[0], forest.Arena.Children(found)[1]);
        }
        return found == NodeReference.Empty
            ? ProofNode.Empty
            : ProofNode.Leaf(forest.Arena.Leaf(found)[0], forest.Arena.Leaf(found)[1]);
    }
}
