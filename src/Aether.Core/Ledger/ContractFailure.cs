using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Why a call of a contract failed: what the return hash of its receipt commits to.</summary>
/// <param name="Contract">The contract that failed; of nested ones that which ended the transaction.</param>
/// <param name="Status">The receipt's status.</param>
/// <param name="Detail">Number of the trap, or the code the contract aborted with.</param>
/// <param name="Item">What must be declared when the status is an undeclared access; else zero.</param>
/// <param name="Writes">True when it must be declared as a write.</param>
/// <param name="Data">What the contract aborted with.</param>
/// <remarks><b>Consensus</b>: field order.</remarks>
public sealed record ContractFailure(
    ObjectId Contract, ReceiptStatus Status, uint Detail, ObjectId Item, bool Writes, byte[] Data)
    : IAceValue<ContractFailure>
{
    /// <inheritdoc/>
    public static ContractFailure Decode(ref AceReader reader)
    {
        ObjectId contract = new(reader.Hash());
        byte status = reader.U8();
        reader.Require(status <= (byte)ReceiptStatus.OverLimit, DecodeError.BadTag);
        return new ContractFailure(
            contract,
            (ReceiptStatus)status,
            reader.U32(),
            new ObjectId(reader.Hash()),
            reader.Bool(),
            reader.Bytes(Limits.Contract.MaxReturnBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Contract.Value);
        writer.U8((byte)Status);
        writer.U32(Detail);
        writer.Hash(Item.Value);
        writer.Bool(Writes);
        writer.Bytes(Data);
    }
}
