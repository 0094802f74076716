using System.Buffers.Binary;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;

namespace Aether.Execution.Programs;

/// <summary>Runs calls of the object program: creation, update, transfer, deletion and restoration.</summary>
/// <remarks>
/// <b>Consensus</b>: the order of checks decides a receipt's status. An event has the topics object, actor and, where
/// there is one, other party; its data is method u16, version u64, data size u32 and deposit u128.
/// </remarks>
internal static class ObjectProgram
{
    private const int EventBytes = sizeof(ushort) + sizeof(ulong) + sizeof(uint) + 16;

    /// <summary>Runs a parsed call that is paid for.</summary>
    public static ReceiptStatus Run(ref NativeCall call, ObjectEditor objects, LaneReceipts receipts)
    {
        call.DeriveId();
        ReceiptStatus status = call.Method switch
        {
            ObjectCalls.CreateMethod => Create(call, objects),
            ObjectCalls.UpdateMethod => Update(call, objects),
            ObjectCalls.TransferMethod => Transfer(call, objects),
            ObjectCalls.DeleteMethod => Delete(call, objects),
            _ => Restore(call, objects),
        };
        if (status == ReceiptStatus.Success)
        {
            Report(call, objects, receipts);
        }
        return status;
    }

    private static ReceiptStatus Create(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpenNew(call.Id, call.Kind, call.Other, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        if (call.Kind < ObjectKind.FirstFree)
        {
            return ReceiptStatus.WrongKind;
        }
        call.Data.CopyTo(objects.Resize(call.Data.Length));
        return objects.TryPlace(call.Id, call.Actor, 0);
    }

    private static ReceiptStatus Update(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpen(call.Id, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        if (new ObjectBytes(objects.Draft).Kind < ObjectKind.FirstFree)
        {
            return ReceiptStatus.WrongKind;
        }
        call.Data.CopyTo(objects.Resize(call.Data.Length));
        return objects.TryPut(call.Id, call.Actor);
    }

    private static ReceiptStatus Transfer(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpen(call.Id, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        call.Other.Value.Span.CopyTo(objects.Draft[ObjectRecord.OwnerOffset..]);
        return objects.TryPut(call.Id, call.Actor);
    }

    private static ReceiptStatus Delete(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpen(call.Id, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ObjectBytes record = new(objects.Draft);
        if (record.Kind is ObjectKind.Contract or ObjectKind.Code)
        {
            return ReceiptStatus.WrongKind;
        }
        return record.Kind == ObjectKind.Asset && AssetProgram.SupplyOf(record.Data) != 0
            ? ReceiptStatus.SupplyNotZero
            : objects.TryDelete(call.Id, call.Actor);
    }

    private static ReceiptStatus Restore(in NativeCall call, ObjectEditor objects)
    {
        ReceiptStatus status = objects.TryOpenArchived(call.Id, call.Data, out UInt128 owed);
        return status == ReceiptStatus.Success ? objects.TryPlace(call.Id, call.Actor, owed) : status;
    }

    private static void Report(in NativeCall call, ObjectEditor objects, LaneReceipts receipts)
    {
        ObjectBytes record = new(objects.Draft);
        Span<byte> data = stackalloc byte[EventBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(data, call.Method);
        BinaryPrimitives.WriteUInt64LittleEndian(data[2..], record.Version);
        BinaryPrimitives.WriteInt32LittleEndian(data[10..], record.Data.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(data[14..], record.Deposit);
        bool hasOther = call.Method is ObjectCalls.CreateMethod or ObjectCalls.TransferMethod;
        receipts.AddEvent(
            NativePrograms.Object, call.Id.Value, call.Actor.Value, hasOther ? call.Other.Value : null, data);
    }
}
