using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Makes the proofs that <see cref="SparseMerkleRange"/> verifies.</summary>
public static class SparseMerkleRangeBuilder
{
    /// <summary>What lies beside the keys from first to last, both included.</summary>
    /// <param name="source">The tree.</param>
    /// <param name="first">First key of the range.</param>
    /// <param name="last">Last key of the range; not before the first.</param>
    public static SparseMerkleRangeProof Prove(IProofSource source, in Hash256 first, in Hash256 last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        SparseMerkleBoundary[] left = Walk(source, first, right: true, out SparseMerkleLeaf? leftEnd);
        SparseMerkleBoundary[] right = Walk(source, last, right: false, out SparseMerkleLeaf? rightEnd);
        return new SparseMerkleRangeProof(
            left,
            leftEnd?.Key < first ? leftEnd : null,
            rightEnd?.Key > last ? rightEnd : null,
            right);
    }

    // Siblings of the path where it turns to the given side, and the leaf it ends in.
    private static SparseMerkleBoundary[] Walk(
        IProofSource source, in Hash256 key, bool right, out SparseMerkleLeaf? end)
    {
        List<SparseMerkleBoundary> siblings = [];
        ProofNode node = source.Read(key, 0);
        for (int depth = 0; node.Kind == ProofNodeKind.Inner; depth++)
        {
            Hash256 sibling = right ? node.Left : node.Right;
            if (SparseMerkle.BitAt(key, depth) == right && sibling != StateHasher.Empty)
            {
                siblings.Add(new SparseMerkleBoundary((byte)depth, sibling));
            }
            node = source.Read(key, depth + 1);
        }
        end = node.Kind == ProofNodeKind.Leaf ? new SparseMerkleLeaf(node.Key, node.ValueHash) : null;
        return [.. siblings];
    }
}
