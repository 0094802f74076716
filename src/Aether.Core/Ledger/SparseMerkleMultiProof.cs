using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>One proof of what the state tree holds at each of many keys.</summary>
/// <remarks>
/// The tree is walked in order, left before right, into every node on the path to a key and to every sibling of such a
/// node. <b>Consensus</b>.
/// </remarks>
/// <param name="Shape">
/// Two bits for each node walked to, node i in byte i/4 at bit 2*(i%4), unused bits zero: 0 an empty subtree, 1 the
/// leaf that ends a path, 2 an inner node of a path, 3 a subtree beside the paths.
/// </param>
/// <param name="Siblings">Hash of each subtree beside the paths, in order.</param>
/// <param name="Leaves">Each leaf that ends a path and is not one of the keys, in order.</param>
public sealed record SparseMerkleMultiProof(byte[] Shape, Hash256[] Siblings, SparseMerkleLeaf[] Leaves)
    : IAceValue<SparseMerkleMultiProof>
{
    /// <inheritdoc/>
    public static SparseMerkleMultiProof Decode(ref AceReader reader)
    {
        byte[] shape = reader.Bytes(Limits.Proof.MaxShapeBytes);
        Hash256[] siblings = new Hash256[reader.Count(Limits.Proof.MaxSiblings, Hash256.Bytes)];
        for (int index = 0; index < siblings.Length; index++)
        {
            siblings[index] = reader.Hash();
        }
        return new SparseMerkleMultiProof(
            shape, siblings, reader.List<SparseMerkleLeaf>(Limits.Proof.MaxKeys, SparseMerkleLeaf.EncodedBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Bytes(Shape);
        writer.Length(Siblings.Length);
        foreach (Hash256 sibling in Siblings)
        {
            writer.Hash(sibling);
        }
        writer.List<SparseMerkleLeaf>(Leaves);
    }
}
