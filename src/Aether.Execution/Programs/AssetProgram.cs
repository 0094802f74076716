using System.Buffers.Binary;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;

namespace Aether.Execution.Programs;

/// <summary>Runs calls of the asset program: creation, and minting and burning by the asset's authority.</summary>
/// <remarks>
/// <b>Consensus</b>: the order of checks decides a receipt's status. The authority is the owner of the asset's object.
/// An event has the topics asset, actor and, where there is one, other party; its data is method u16, amount u128 and
/// supply u128.
/// </remarks>
internal static class AssetProgram
{
    private const int EventBytes = sizeof(ushort) + 16 + 16;

    /// <summary>The supply in the data of an asset's object.</summary>
    public static UInt128 SupplyOf(ReadOnlySpan<byte> data) =>
        BinaryPrimitives.ReadUInt128LittleEndian(data[AssetData.SupplyOffset..]);

    /// <summary>Runs a parsed call that is paid for.</summary>
    public static ReceiptStatus Run(
        ref NativeCall call, ObjectEditor objects, AccountEditor accounts, LaneReceipts receipts)
    {
        call.DeriveId();
        ReceiptStatus status = call.IsCreate ? Create(call, objects) : Change(call, objects, accounts);
        if (status == ReceiptStatus.Success)
        {
            Report(call, objects, receipts);
        }
        return status;
    }

    private static ReceiptStatus Create(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpenNew(call.Id, ObjectKind.Asset, call.Other, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        Span<byte> data = objects.Resize(AssetData.HeaderBytes + call.Data.Length);
        data.Clear();
        data[16] = call.Decimals;
        BinaryPrimitives.WriteInt32LittleEndian(data[17..], call.Data.Length);
        call.Data.CopyTo(data[AssetData.HeaderBytes..]);
        return objects.TryPlace(call.Id, call.Actor, 0);
    }

    private static ReceiptStatus Change(in NativeCall call, ObjectEditor objects, AccountEditor accounts)
    {
        ReceiptStatus status = objects.TryOpen(call.Id, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        if (new ObjectBytes(objects.Draft).Kind != ObjectKind.Asset)
        {
            return ReceiptStatus.WrongKind;
        }
        Span<byte> data = objects.Draft[ObjectRecord.DataOffset..];
        UInt128 supply = SupplyOf(data);
        bool mints = call.Method == AssetCalls.MintMethod;
        if (mints ? supply > UInt128.MaxValue - call.Amount : supply < call.Amount)
        {
            return mints ? ReceiptStatus.Overflow : ReceiptStatus.InsufficientBalance;
        }
        supply = mints ? supply + call.Amount : supply - call.Amount;
        BinaryPrimitives.WriteUInt128LittleEndian(data[AssetData.SupplyOffset..], supply);
        status = objects.TryPut(call.Id, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        AssetId asset = new(call.Id.Value);
        return mints
            ? accounts.TryCredit(call.Other, asset, call.Amount)
            : accounts.TryDebit(call.Actor, asset, call.Amount);
    }

    private static void Report(in NativeCall call, ObjectEditor objects, LaneReceipts receipts)
    {
        Span<byte> data = stackalloc byte[EventBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(data, call.Method);
        BinaryPrimitives.WriteUInt128LittleEndian(data[2..], call.Amount);
        BinaryPrimitives.WriteUInt128LittleEndian(data[18..], SupplyOf(new ObjectBytes(objects.Draft).Data));
        bool hasOther = call.Method != AssetCalls.BurnMethod;
        receipts.AddEvent(
            NativePrograms.Asset, call.Id.Value, call.Actor.Value, hasOther ? call.Other.Value : null, data);
    }
}
