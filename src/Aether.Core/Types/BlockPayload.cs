using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>What a block carries: ordered transactions, evidence, or the transition of an epoch.</summary>
/// <param name="Transactions">In the order of execution.</param>
/// <param name="Evidence">Against validators, in the order of application.</param>
/// <param name="Transition">Set in the closing block of an epoch, which carries nothing else.</param>
public sealed record BlockPayload(Transaction[] Transactions, Evidence[] Evidence, EpochTransition? Transition)
    : IAceValue<BlockPayload>
{
    // Fixed fields of a body, its empty lists, and one witness list length.
    private const int MinTransactionBytes = 1 + 8 + 32 + 8 + 8 + (5 * 4) + 8 + 4 + 16 + 8 + 4;

    /// <summary>A payload of transactions only.</summary>
    public BlockPayload(Transaction[] transactions)
        : this(transactions, [], null)
    {
    }

    /// <summary>True for the payload of a helper block: nothing at all.</summary>
    public bool IsEmpty => Transactions.Length == 0 && Evidence.Length == 0 && Transition is null;

    /// <inheritdoc/>
    public static BlockPayload Decode(ref AceReader reader)
    {
        int start = reader.Offset;
        Transaction[] transactions = reader.List<Transaction>(Limits.Block.MaxTransactions, MinTransactionBytes);
        Evidence[] evidence = reader.List<Evidence>(Limits.Evidence.MaxPerBlock, Types.Evidence.MinEncodedBytes);
        EpochTransition? transition = reader.Option<EpochTransition>();
        bool alone = transactions.Length == 0 && evidence.Length == 0;
        reader.Require(reader.Failed || transition is null || alone);
        reader.Require(reader.Offset - start <= Limits.Block.MaxPayloadBytes, DecodeError.OverLimit);
        return new BlockPayload(transactions, evidence, transition);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.List<Transaction>(Transactions);
        writer.List<Evidence>(Evidence);
        writer.Option(Transition);
    }
}
