using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>The outcome of one included transaction.</summary>
/// <param name="TransactionId">Which transaction.</param>
/// <param name="Status">0 is success; anything else names why execution failed.</param>
/// <param name="GasUsed">Gas charged.</param>
/// <param name="Fee">Fee charged, in base units of SWR; also charged on failure.</param>
/// <param name="StateDeltaHash">SHA-256 over the transaction's sorted writes.</param>
/// <param name="Events">Events in emission order; empty on failure.</param>
/// <param name="ReturnHash">SHA-256 of what the last call returned or failed with, or zero for nothing.</param>
public sealed record Receipt(
    Hash256 TransactionId,
    ReceiptStatus Status,
    ulong GasUsed,
    UInt128 Fee,
    Hash256 StateDeltaHash,
    LedgerEvent[] Events,
    Hash256 ReturnHash) : IAceValue<Receipt>
{
    /// <inheritdoc/>
    public static Receipt Decode(ref AceReader reader)
    {
        Hash256 id = reader.Hash();
        byte status = reader.U8();
        reader.Require(status <= (byte)ReceiptStatus.OverLimit, DecodeError.BadTag);
        return new Receipt(
            id,
            (ReceiptStatus)status,
            reader.U64(),
            reader.U128(),
            reader.Hash(),
            reader.List<LedgerEvent>(Limits.Receipt.MaxEvents, LedgerEvent.MinEncodedBytes),
            reader.Hash());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(TransactionId);
        writer.U8((byte)Status);
        writer.U64(GasUsed);
        writer.U128(Fee);
        writer.Hash(StateDeltaHash);
        writer.List<LedgerEvent>(Events);
        writer.Hash(ReturnHash);
    }
}
