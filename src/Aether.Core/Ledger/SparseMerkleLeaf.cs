using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>A leaf of the state tree.</summary>
/// <param name="Key">State key.</param>
/// <param name="ValueHash">Hash of the value.</param>
public readonly record struct SparseMerkleLeaf(Hash256 Key, Hash256 ValueHash) : IAceValue<SparseMerkleLeaf>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 2 * Hash256.Bytes;

    /// <inheritdoc/>
    public static SparseMerkleLeaf Decode(ref AceReader reader) => new(reader.Hash(), reader.Hash());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Key);
        writer.Hash(ValueHash);
    }
}
