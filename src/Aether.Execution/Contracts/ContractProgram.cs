using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;

namespace Aether.Execution.Contracts;

/// <summary>Runs calls of the contract program: uploads of code, and all that makes and changes contracts.</summary>
/// <remarks>
/// <b>Consensus</b>: the order of checks decides a receipt's status. An event has the topics object and actor; its data
/// is method u16, and for contracts the code's hash, its version u32 and the height u64 of an announced upgrade.
/// <b>Threads</b>: one lane.
/// </remarks>
internal sealed class ContractProgram(
    TransactionView view, ObjectEditor objects, LaneReceipts receipts, LedgerRuntimeState state, ContractRunner runner)
{
    private readonly byte[] _code = new byte[Limits.Wasm.MaxModuleBytes];

    /// <summary>Runs a parsed call that is paid for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="gas">Gas that what it runs may use.</param>
    /// <param name="pages">Pages of memory that it may use.</param>
    /// <param name="used">Gas used by what it ran.</param>
    public ReceiptStatus Run(in ContractCall call, ulong gas, uint pages, out ulong used)
    {
        used = 0;
        return call.Method switch
        {
            ContractCalls.UploadMethod => Upload(call),
            ContractCalls.DeployMethod => Deploy(call, gas, pages, out used),
            ContractCalls.ScheduleMethod => Schedule(call),
            ContractCalls.UpgradeMethod => Upgrade(call, gas, pages, out used),
            ContractCalls.SetAdminMethod => SetAdmin(call),
            _ => Discard(call),
        };
    }

    private ReceiptStatus Upload(in ContractCall call)
    {
        ReceiptStatus status = call.Offset == 0 ? Announce(call) : ReceiptStatus.Success;
        if (status == ReceiptStatus.Success)
        {
            status = Open(call, ObjectKind.Code);
        }
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        CodeData data = Drafted<CodeData>();
        if (data.Ready)
        {
            return ReceiptStatus.CodeState;
        }
        if (data.Size != call.Size || data.Received != call.Offset)
        {
            return ReceiptStatus.CodeMismatch;
        }
        if (!view.WriteItem(call.Id, CodeData.PartKey((int)call.Offset / CodeData.PartBytes), call.Data))
        {
            return state.Undeclared(call.Id, writes: true);
        }
        data = data with
        {
            Stored = data.Stored + (ulong)(call.Data.Length + Limits.Contract.ItemBytes),
            Received = data.Received + (uint)call.Data.Length,
        };
        data = data with { Ready = data.Received == data.Size };
        status = data.Ready ? Examine(call.Id, data) : ReceiptStatus.Success;
        if (status == ReceiptStatus.Success)
        {
            status = Put(call, data);
        }
        return status == ReceiptStatus.Success ? Report(call, null) : status;
    }

    // The first part makes the object.
    private ReceiptStatus Announce(in ContractCall call)
    {
        ReceiptStatus status = objects.TryOpenNew(call.Id, ObjectKind.Code, call.Actor, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return Named(status, call);
        }
        Draft(new CodeData(0, call.CodeHash, call.Size, 0, false));
        return Named(objects.TryPlace(call.Id, call.Actor, 0), call);
    }

    // The whole code: its hash first, which costs less than the gate.
    private ReceiptStatus Examine(in ObjectId id, CodeData data)
    {
        Span<byte> code = _code.AsSpan(0, (int)data.Size);
        ReceiptStatus status = state.TryReadCode(id, code);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(code, digest);
        return !data.CodeHash.Span.SequenceEqual(digest) ? ReceiptStatus.CodeMismatch
            : runner.Modules.Passes(code) ? ReceiptStatus.Success
            : ReceiptStatus.GateRefused;
    }

    private ReceiptStatus Deploy(in ContractCall call, ulong gas, uint pages, out ulong used)
    {
        used = 0;
        ReceiptStatus status = ReadyCode(call.Code, out CodeData code);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        status = objects.TryOpenNew(call.Id, ObjectKind.Contract, call.Other, call.Actor);
        if (status != ReceiptStatus.Success)
        {
            return Named(status, call);
        }
        ContractData data = new(0, call.Code, code.CodeHash, 0, ModuleCache.Schedule, default, 0);
        Draft(data);
        status = Named(objects.TryPlace(call.Id, call.Actor, 0), call);
        if (status == ReceiptStatus.Success)
        {
            status = runner.RunHook(
                state, call.Id, call.Actor, ContractRunner.InitName, call.Data, gas, pages, out used);
        }
        return status == ReceiptStatus.Success ? Report(call, data) : status;
    }

    private ReceiptStatus Schedule(in ContractCall call)
    {
        ReceiptStatus status = Open(call, ObjectKind.Contract);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ContractData data = Drafted<ContractData>();
        bool cancels = call.Code.Value.IsZero;
        if (cancels ? data.NextHeight == 0 || call.Height != 0 : call.Height <= state.Height)
        {
            return ReceiptStatus.NotScheduled;
        }
        if (!cancels)
        {
            status = ReadyCode(call.Code, out _);
            if (status != ReceiptStatus.Success)
            {
                return status;
            }
        }
        data = data with { NextCode = call.Code, NextHeight = call.Height };
        status = Put(call, data);
        return status == ReceiptStatus.Success ? Report(call, data) : status;
    }

    private ReceiptStatus Upgrade(in ContractCall call, ulong gas, uint pages, out ulong used)
    {
        used = 0;
        ReceiptStatus status = Open(call, ObjectKind.Contract);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ContractData data = Drafted<ContractData>();
        if (data.NextHeight == 0 || state.Height < data.NextHeight)
        {
            return ReceiptStatus.NotScheduled;
        }
        status = ReadyCode(data.NextCode, out CodeData code);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        data = data with
        {
            Code = data.NextCode,
            CodeHash = code.CodeHash,
            CodeVersion = unchecked(data.CodeVersion + 1),
            Schedule = ModuleCache.Schedule,
            NextCode = default,
            NextHeight = 0,
        };
        status = Put(call, data);
        if (status == ReceiptStatus.Success)
        {
            status = runner.RunHook(
                state, call.Id, call.Actor, ContractRunner.UpgradeName, call.Data, gas, pages, out used);
        }
        return status == ReceiptStatus.Success ? Report(call, data) : status;
    }

    private ReceiptStatus SetAdmin(in ContractCall call)
    {
        ReceiptStatus status = Open(call, ObjectKind.Contract);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ContractData data = Drafted<ContractData>();
        call.Other.Value.Span.CopyTo(objects.Draft[ObjectRecord.OwnerOffset..]);
        status = Put(call, data);
        return status == ReceiptStatus.Success ? Report(call, data) : status;
    }

    private ReceiptStatus Discard(in ContractCall call)
    {
        ReceiptStatus status = Open(call, ObjectKind.Code);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        CodeData data = Drafted<CodeData>();
        if (data.Ready)
        {
            return ReceiptStatus.CodeState;
        }
        for (int part = 0; part < CodeData.PartsOf(data.Received); part++)
        {
            if (!view.RemoveItem(call.Id, CodeData.PartKey(part)))
            {
                return state.Undeclared(call.Id, writes: true);
            }
        }
        status = Named(objects.TryDelete(call.Id, call.Actor), call);
        return status == ReceiptStatus.Success ? Report(call, null) : status;
    }

    private ReceiptStatus ReadyCode(in ObjectId id, out CodeData data)
    {
        ReceiptStatus status = state.TryOpenCode(id, out data);
        return status == ReceiptStatus.Success && !data.Ready ? ReceiptStatus.CodeState : status;
    }

    private ReceiptStatus Open(in ContractCall call, ushort kind)
    {
        ReceiptStatus status = objects.TryOpen(call.Id, call.Actor);
        return status != ReceiptStatus.Success ? Named(status, call)
            : new ObjectBytes(objects.Draft).Kind == kind ? ReceiptStatus.Success
            : ReceiptStatus.WrongKind;
    }

    private ReceiptStatus Put<T>(in ContractCall call, T data)
        where T : IAceValue<T>
    {
        Draft(data);
        return Named(objects.TryPut(call.Id, call.Actor), call);
    }

    private void Draft<T>(T data)
        where T : IAceValue<T>
    {
        byte[] bytes = Ace.Encode(data);
        bytes.CopyTo(objects.Resize(bytes.Length));
    }

    private T Drafted<T>()
        where T : IAceValue<T>
    {
        if (!Ace.TryDecode(objects.Draft[ObjectRecord.DataOffset..], out T value, out DecodeError _))
        {
            throw new Execution.State.StateCorruptException("the data of a contract or a code does not decode");
        }
        return value;
    }

    // What is not declared is the object, or the account that pays for it.
    private ReceiptStatus Named(ReceiptStatus status, in ContractCall call)
    {
        if (status != ReceiptStatus.UndeclaredAccess)
        {
            return status;
        }
        bool isObject = !AccessSet.AllowsWrite(view.Transaction.Body, call.Id);
        return state.Undeclared(isObject ? call.Id : call.Actor.AsObject, writes: true);
    }

    private ReceiptStatus Report(in ContractCall call, ContractData? contract)
    {
        Span<byte> data = stackalloc byte[sizeof(ushort) + Hash256.Bytes + sizeof(uint) + sizeof(ulong)];
        BinaryPrimitives.WriteUInt16LittleEndian(data, call.Method);
        if (contract is null)
        {
            data = data[..sizeof(ushort)];
        }
        else
        {
            contract.CodeHash.Span.CopyTo(data[2..]);
            BinaryPrimitives.WriteUInt32LittleEndian(data[34..], contract.CodeVersion);
            BinaryPrimitives.WriteUInt64LittleEndian(data[38..], contract.NextHeight);
        }
        receipts.AddEvent(NativePrograms.Contract, call.Id.Value, call.Actor.Value, null, data);
        return ReceiptStatus.Success;
    }
}
