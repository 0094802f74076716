using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>One output of an earlier transaction. Ordered by transaction identifier, then index.</summary>
public readonly record struct OutPoint(Hash256 TransactionId, uint Index) : IAceValue<OutPoint>, IComparable<OutPoint>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = Hash256.Bytes + 4;

    /// <inheritdoc/>
    public static OutPoint Decode(ref AceReader reader) => new(reader.Hash(), reader.U32());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(TransactionId);
        writer.U32(Index);
    }

    /// <inheritdoc/>
    public int CompareTo(OutPoint other)
    {
        int order = TransactionId.CompareTo(other.TransactionId);
        return order != 0 ? order : Index.CompareTo(other.Index);
    }
}
