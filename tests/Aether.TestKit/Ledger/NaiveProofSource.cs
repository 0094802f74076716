using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>A state tree by definition: every node is computed from the leaves below it.</summary>
public sealed class NaiveProofSource : IProofSource
{
    private readonly KeyValuePair<Hash256, Hash256>[] _leaves;

    /// <summary>A tree of keys with their value hashes.</summary>
    public NaiveProofSource(IEnumerable<KeyValuePair<Hash256, Hash256>> leaves) =>
        _leaves = [.. leaves.OrderBy(leaf => leaf.Key)];

    /// <summary>The root.</summary>
    public Hash256 Root => HashOf(_leaves, 0);

    /// <inheritdoc/>
    public ProofNode Read(in Hash256 path, int depth)
    {
        ReadOnlySpan<KeyValuePair<Hash256, Hash256>> below = _leaves;
        for (int level = 0; level < depth; level++)
        {
            int split = SplitOf(below, level);
            below = SparseMerkle.BitAt(path, level) ? below[split..] : below[..split];
        }
        if (below.Length < 2)
        {
            return below.IsEmpty ? ProofNode.Empty : ProofNode.Leaf(below[0].Key, below[0].Value);
        }
        int half = SplitOf(below, depth);
        return ProofNode.Inner(HashOf(below[..half], depth + 1), HashOf(below[half..], depth + 1));
    }

    private static Hash256 HashOf(ReadOnlySpan<KeyValuePair<Hash256, Hash256>> leaves, int depth)
    {
        if (leaves.Length < 2)
        {
            return leaves.IsEmpty ? Hash256.Zero : StateHasher.HashLeaf(leaves[0].Key, leaves[0].Value);
        }
        int split = SplitOf(leaves, depth);
        return StateHasher.HashNode(HashOf(leaves[..split], depth + 1), HashOf(leaves[split..], depth + 1));
    }

    private static int SplitOf(ReadOnlySpan<KeyValuePair<Hash256, Hash256>> leaves, int depth)
    {
        int split = 0;
        while (split < leaves.Length && !SparseMerkle.BitAt(leaves[split].Key, depth))
        {
            split++;
        }
        return split;
    }
}
