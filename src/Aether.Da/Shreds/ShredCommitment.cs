using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Da.Shreds;

/// <summary>The root of a block's payload as its shreds commit to it: a list tree over its sets.</summary>
/// <remarks>
/// <para>Item = set root || payload bytes of the set (u32) || 1 for the last set, else 0. Without length and flag two
/// payloads, one with zero bytes behind the other's end, would have one root.</para>
/// <para><b>Consensus</b>: the header commits to this root.</para>
/// </remarks>
public static class ShredCommitment
{
    private const int ItemBytes = Hash256.Bytes + 4 + 1;

    /// <summary>The leaf of a set.</summary>
    public static Hash256 Leaf(in FecSetHeader header)
    {
        Span<byte> item = stackalloc byte[ItemBytes];
        header.Root.Span.CopyTo(item);
        BinaryPrimitives.WriteUInt32LittleEndian(item[Hash256.Bytes..], header.SetBytes);
        item[^1] = header.IsLast ? (byte)1 : (byte)0;
        return MerkleTree.LeafHash(item);
    }

    /// <summary>The root over the leaves of all sets in order.</summary>
    /// <param name="leaves">Overwritten.</param>
    public static Hash256 RootInPlace(Span<Hash256> leaves) => MerkleLayers.RootInPlace(leaves);

    /// <summary>The root over all sets in order.</summary>
    public static Hash256 Root(ReadOnlySpan<FecSetHeader> sets)
    {
        Hash256[] leaves = new Hash256[sets.Length];
        for (int set = 0; set < leaves.Length; set++)
            leaves[set] = Leaf(sets[set]);
        return RootInPlace(leaves);
    }
}
