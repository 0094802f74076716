using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Execution.State;

namespace Aether.Execution.Contracts;

/// <summary>The ledger as contracts of one transaction see it.</summary>
/// <remarks><b>Consensus</b>: the order of checks decides statuses. <b>Threads</b>: one lane.</remarks>
internal sealed class LedgerRuntimeState(
    TransactionView view, AccountEditor accounts, ObjectEditor objects, LaneReceipts receipts) : IRuntimeState
{
    private readonly DecodedRecords<ContractData> _contracts = new();
    private readonly DecodedRecords<CodeData> _codes = new();
    private BlockContext _context;
    private SlotTable? _slots;
    private Hash256? _randomness;

    /// <inheritdoc/>
    public ulong Height => _context.Height;

    /// <inheritdoc/>
    public ulong View => _context.View;

    /// <inheritdoc/>
    public ulong TimestampMs => _context.Origin?.Parent.TimestampMs ?? 0;

    /// <inheritdoc/>
    public Hash256 TransactionId => view.Transaction.Id;

    /// <inheritdoc/>
    public Hash256 Randomness => _randomness ??= _slots!.Parent.GetEpochState().Randomness;

    /// <inheritdoc/>
    public Address FeePayer => view.Transaction.Body.FeePayer;

    /// <inheritdoc/>
    public ObjectId Missing { get; private set; }

    /// <inheritdoc/>
    public bool MissingWrite { get; private set; }

    /// <summary>Starts a block.</summary>
    /// <param name="context">The block.</param>
    /// <param name="slots">Knows the state after its parent.</param>
    public void BeginBlock(in BlockContext context, SlotTable slots)
    {
        _context = context;
        _slots = slots;
        _randomness = null;
    }

    /// <inheritdoc/>
    public StateMark Mark() => new(
        view.Mark(), receipts.EventCount, receipts.EventBytes, objects.Births.Count, objects.RentPaid);

    /// <inheritdoc/>
    public void RollBack(in StateMark mark)
    {
        view.RollBack(mark.Writes);
        receipts.RollBackEvents(mark.Events, mark.EventBytes);
        objects.RollBack(mark.RentPaid, mark.Births);
    }

    /// <inheritdoc/>
    public ReceiptStatus TryOpenContract(in ObjectId contract, out ContractData data)
    {
        ReceiptStatus status = TryReadData(contract, ObjectKind.Contract, out ReadOnlySpan<byte> bytes);
        data = status == ReceiptStatus.Success ? _contracts.Get(contract, bytes) : null!;
        return status;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryOpenCode(in ObjectId code, out CodeData data)
    {
        ReceiptStatus status = TryReadData(code, ObjectKind.Code, out ReadOnlySpan<byte> bytes);
        data = status == ReceiptStatus.Success ? _codes.Get(code, bytes) : null!;
        return status;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadCode(in ObjectId code, Span<byte> destination)
    {
        for (int part = 0; !destination.IsEmpty; part++)
        {
            ReadResult result = view.TryReadItem(code, CodeData.PartKey(part), out ReadOnlySpan<byte> bytes);
            if (result == ReadResult.Undeclared)
            {
                return Undeclared(code, writes: false);
            }
            // A ready code has all its parts.
            Check.That(result == ReadResult.Found && bytes.Length <= destination.Length);
            bytes.CopyTo(destination);
            destination = destination[bytes.Length..];
        }
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadItem(
        in ObjectId contract, in Hash256 item, out bool found, out ReadOnlySpan<byte> value)
    {
        ReadResult result = view.TryReadItem(contract, item, out value);
        found = result == ReadResult.Found;
        return result == ReadResult.Undeclared ? Undeclared(contract, writes: false) : ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryWriteItem(in ObjectId contract, in Hash256 item, ReadOnlySpan<byte> value)
    {
        ReceiptStatus status = TryReadItem(contract, item, out bool found, out ReadOnlySpan<byte> old);
        int before = found ? old.Length + Limits.Contract.ItemBytes : 0;
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        return view.WriteItem(contract, item, value)
            ? Store(contract, value.Length + Limits.Contract.ItemBytes - before)
            : Undeclared(contract, writes: true);
    }

    /// <inheritdoc/>
    public ReceiptStatus TryRemoveItem(in ObjectId contract, in Hash256 item, out bool removed)
    {
        ReceiptStatus status = TryReadItem(contract, item, out removed, out ReadOnlySpan<byte> old);
        int before = old.Length + Limits.Contract.ItemBytes;
        if (status != ReceiptStatus.Success || !removed)
        {
            return status;
        }
        return view.RemoveItem(contract, item) ? Store(contract, -before) : Undeclared(contract, writes: true);
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadObject(in ObjectId id, out bool found, out ReadOnlySpan<byte> data)
    {
        ReceiptStatus status = objects.TryRead(id, out ReadOnlySpan<byte> encoded);
        found = status == ReceiptStatus.Success;
        data = found ? new ObjectBytes(encoded).Data : default;
        return status == ReceiptStatus.UndeclaredAccess ? Undeclared(id, writes: false) : ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryWriteObject(in ObjectId contract, in ObjectId id, ReadOnlySpan<byte> data)
    {
        ReceiptStatus status = objects.TryOpen(id, new Address(contract.Value));
        if (status == ReceiptStatus.Success && new ObjectBytes(objects.Draft).Kind < ObjectKind.FirstFree)
        {
            status = ReceiptStatus.WrongKind;
        }
        if (status == ReceiptStatus.Success)
        {
            data.CopyTo(objects.Resize(data.Length));
            status = objects.TryPut(id, FeePayer);
        }
        return status == ReceiptStatus.UndeclaredAccess ? Undeclared(id, writes: true) : status;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadBalance(in Address account, in AssetId asset, out UInt128 amount)
    {
        ReadResult result = view.TryReadAccount(account, out ReadOnlySpan<byte> encoded);
        amount = result == ReadResult.Found ? AccountBytes.BalanceOf(encoded, asset) : 0;
        return result == ReadResult.Undeclared ? Undeclared(account.AsObject, writes: false) : ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryTransfer(in ObjectId contract, in Address to, in AssetId asset, UInt128 amount)
    {
        ReceiptStatus status = accounts.TryDebit(new Address(contract.Value), asset, amount);
        if (status != ReceiptStatus.Success)
        {
            return status == ReceiptStatus.UndeclaredAccess ? Undeclared(contract, writes: true) : status;
        }
        status = accounts.TryCredit(to, asset, amount);
        return status == ReceiptStatus.UndeclaredAccess ? Undeclared(to.AsObject, writes: true) : status;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryEmit(in ObjectId contract, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data) =>
        receipts.TryAddEvent(contract.Value, topics, data) ? ReceiptStatus.Success : ReceiptStatus.OverLimit;

    /// <summary>Notes what an access needed.</summary>
    public ReceiptStatus Undeclared(in ObjectId item, bool writes)
    {
        Missing = item;
        MissingWrite = writes;
        return ReceiptStatus.UndeclaredAccess;
    }

    /// <summary>Changes what an object is charged for besides its record; the fee payer pays or is paid.</summary>
    public ReceiptStatus Store(in ObjectId id, long change)
    {
        ReceiptStatus status = objects.TryOpenStored(id);
        if (status != ReceiptStatus.Success || (change == 0 && !objects.IsInDebt))
        {
            return status;
        }
        Span<byte> data = objects.Draft[ObjectRecord.DataOffset..];
        long stored = BinaryPrimitives.ReadInt64LittleEndian(data) + change;
        if (stored > Limits.Contract.MaxStoredBytes)
        {
            return ReceiptStatus.OverLimit;
        }
        BinaryPrimitives.WriteInt64LittleEndian(data, stored);
        status = objects.TryPut(id, FeePayer);
        return status == ReceiptStatus.UndeclaredAccess ? Undeclared(id, writes: true) : status;
    }

    private ReceiptStatus TryReadData(in ObjectId id, ushort kind, out ReadOnlySpan<byte> data)
    {
        data = default;
        ReceiptStatus status = objects.TryRead(id, out ReadOnlySpan<byte> encoded);
        if (status != ReceiptStatus.Success)
        {
            return status == ReceiptStatus.UndeclaredAccess ? Undeclared(id, writes: false) : status;
        }
        ObjectBytes record = new(encoded);
        data = record.Data;
        return record.Kind == kind ? ReceiptStatus.Success : ReceiptStatus.WrongKind;
    }
}
