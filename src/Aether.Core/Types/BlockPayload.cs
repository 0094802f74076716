using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>The ordered transactions of a block.</summary>
public sealed record BlockPayload(Transaction[] Transactions) : IAceValue<BlockPayload>
{
    // Fixed fields of a body, its empty lists, and one witness list length.
    private const int MinTransactionBytes = 1 + 8 + 32 + 8 + 8 + (5 * 4) + 8 + 4 + 16 + 8 + 4;

    /// <inheritdoc/>
    public static BlockPayload Decode(ref AceReader reader)
    {
        int start = reader.Offset;
        Transaction[] transactions = reader.List<Transaction>(Limits.Block.MaxTransactions, MinTransactionBytes);
        reader.Require(reader.Offset - start <= Limits.Block.MaxPayloadBytes, DecodeError.OverLimit);
        return new BlockPayload(transactions);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer) => writer.List<Transaction>(Transactions);
}
