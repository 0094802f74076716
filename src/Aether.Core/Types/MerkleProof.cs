using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Membership of item <paramref name="Index"/> in a list tree of <paramref name="Count"/> items; siblings from leaf to
/// root.
/// </summary>
public sealed record MerkleProof(uint Index, uint Count, Hash256[] Siblings) : IAceValue<MerkleProof>
{
    private const int MaxDepth = 32;

    /// <inheritdoc/>
    public static MerkleProof Decode(ref AceReader reader)
    {
        uint index = reader.U32();
        uint count = reader.U32();
        reader.Require(index < count);
        Hash256[] siblings = new Hash256[reader.Count(MaxDepth, Hash256.Bytes)];
        for (int position = 0; position < siblings.Length; position++)
        {
            siblings[position] = reader.Hash();
        }
        return new MerkleProof(index, count, siblings);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Index);
        writer.U32(Count);
        writer.Length(Siblings.Length);
        foreach (Hash256 sibling in Siblings)
        {
            writer.Hash(sibling);
        }
    }
}
