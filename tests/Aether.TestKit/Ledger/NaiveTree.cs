using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>The state root by definition: no leaf is zero, one leaf is itself, more split by the next bit.</summary>
public static class NaiveTree
{
    /// <summary>The root over all values.</summary>
    public static Hash256 Root(SortedDictionary<Hash256, byte[]> values) => Root([.. values], 0);

    private static Hash256 Root(ReadOnlySpan<KeyValuePair<Hash256, byte[]>> leaves, int depth)
    {
        if (leaves.IsEmpty)
        {
            return Hash256.Zero;
        }
        if (leaves.Length == 1)
        {
            return StateHasher.HashLeaf(leaves[0].Key, StateHasher.HashValue(leaves[0].Value));
        }
        int split = 0;
        while (split < leaves.Length && !SparseMerkle.BitAt(leaves[split].Key, depth))
        {
            split++;
        }
        return StateHasher.HashNode(Root(leaves[..split], depth + 1), Root(leaves[split..], depth + 1));
    }
}
