using Aether.Core.Codec;

namespace Aether.Execution.Storage;

/// <summary>Where a final transaction is.</summary>
public readonly record struct TransactionLocation(ulong Height, uint Index) : IAceValue<TransactionLocation>
{
    /// <inheritdoc/>
    public static TransactionLocation Decode(ref AceReader reader) => new(reader.U64(), reader.U32());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Height);
        writer.U32(Index);
    }
}
