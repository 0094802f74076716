using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Contracts;

/// <summary>What contracts see of the chain, and all they can change of it.</summary>
/// <remarks>
/// Every answer is a status: success, or why the running call fails. After <see cref="ReceiptStatus.UndeclaredAccess"/>
/// <see cref="Missing"/> names what must be declared. <b>Ownership</b>: a span is valid until the next call.
/// <b>Threads</b>: one at a time.
/// </remarks>
public interface IRuntimeState
{
    /// <summary>Height of the block.</summary>
    ulong Height { get; }

    /// <summary>View of the block.</summary>
    ulong View { get; }

    /// <summary>Time of the parent block, in milliseconds.</summary>
    ulong TimestampMs { get; }

    /// <summary>The transaction.</summary>
    Hash256 TransactionId { get; }

    /// <summary>Randomness of the epoch.</summary>
    Hash256 Randomness { get; }

    /// <summary>Who calls from outside, pays deposits and gets them back.</summary>
    Address FeePayer { get; }

    /// <summary>What an access needed and the transaction did not declare.</summary>
    ObjectId Missing { get; }

    /// <summary>True when it must be declared as a write.</summary>
    bool MissingWrite { get; }

    /// <summary>A point that <see cref="RollBack"/> can return to.</summary>
    StateMark Mark();

    /// <summary>Undoes everything since a mark, events included.</summary>
    void RollBack(in StateMark mark);

    /// <summary>Reads a contract's record.</summary>
    ReceiptStatus TryOpenContract(in ObjectId contract, out ContractData data);

    /// <summary>Reads the record of a code.</summary>
    ReceiptStatus TryOpenCode(in ObjectId code, out CodeData data);

    /// <summary>Reads all bytes of a ready code whose record was read.</summary>
    ReceiptStatus TryReadCode(in ObjectId code, Span<byte> destination);

    /// <summary>Reads an item of a contract's storage.</summary>
    ReceiptStatus TryReadItem(in ObjectId contract, in Hash256 item, out bool found, out ReadOnlySpan<byte> value);

    /// <summary>Sets an item of a contract's storage and settles its deposit.</summary>
    ReceiptStatus TryWriteItem(in ObjectId contract, in Hash256 item, ReadOnlySpan<byte> value);

    /// <summary>Removes an item of a contract's storage and settles its deposit.</summary>
    ReceiptStatus TryRemoveItem(in ObjectId contract, in Hash256 item, out bool removed);

    /// <summary>Reads the data of a live object.</summary>
    ReceiptStatus TryReadObject(in ObjectId id, out bool found, out ReadOnlySpan<byte> data);

    /// <summary>Replaces the data of an object that a contract owns.</summary>
    ReceiptStatus TryWriteObject(in ObjectId contract, in ObjectId id, ReadOnlySpan<byte> data);

    /// <summary>Reads a balance.</summary>
    ReceiptStatus TryReadBalance(in Address account, in AssetId asset, out UInt128 amount);

    /// <summary>Moves units from a contract's account.</summary>
    ReceiptStatus TryTransfer(in ObjectId contract, in Address to, in AssetId asset, UInt128 amount);

    /// <summary>Reports an event of a contract.</summary>
    /// <param name="contract">Who reports.</param>
    /// <param name="topics">Up to four of 32 bytes, one after the other.</param>
    /// <param name="data">The rest.</param>
    ReceiptStatus TryEmit(in ObjectId contract, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data);
}
