using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Host;

/// <summary>The bodies of <see cref="HostFunctions"/> for the contracts of one lane.</summary>
/// <remarks>
/// Each checks all ranges first, then takes gas for the bytes it moves, then acts. The engine takes the base price
/// before a body runs. <b>Consensus</b>: that order. <b>Threads</b>: one lane.
/// </remarks>
internal sealed class ContractHost
{
    private readonly INestedCalls _calls;
    private readonly HostFunction[] _functions;
    private readonly ItemKeys _items = new();

    /// <summary>Makes the functions of a lane.</summary>
    /// <param name="calls">Makes the calls of one contract by another.</param>
    public ContractHost(INestedCalls calls)
    {
        _calls = calls;
        _functions = new HostFunction[HostFunctions.All.Count];
        foreach (HostFunctionSpec function in HostFunctions.All)
        {
            _functions[function.Number] = new HostFunction(
                TypeOf(function), Grains(function.GasBase), BodyOf((HostNumber)function.Number));
        }
    }

    /// <summary>The running call.</summary>
    public ContractFrame Frame { get; set; } = null!;

    /// <summary>What it sees and changes.</summary>
    public IRuntimeState State { get; set; } = null!;

    // Engines count in grains.
    private static long Grains(ulong gas) => (long)(gas * GasSchedule.Current.GrainsPerGas);

    // Whole units that are left.
    private static ulong Left(in HostCall call) => (ulong)call.GasLeft / GasSchedule.Current.GrainsPerGas;

    /// <summary>The function of a number.</summary>
    public HostFunction this[int number] => _functions[number];

    /// <summary>The type of a function as modules import it.</summary>
    public static FunctionType TypeOf(HostFunctionSpec function) => new(
        [.. function.Parameters.Select(parameter => (Modules.ValueType)parameter.Type)],
        function.Result == HostType.None ? [] : [(Modules.ValueType)function.Result]);

    private HostBody BodyOf(HostNumber number) => number switch
    {
        HostNumber.InputSize => InputSize,
        HostNumber.InputRead => InputRead,
        HostNumber.StorageRead => StorageRead,
        HostNumber.StorageWrite => StorageWrite,
        HostNumber.StorageRemove => StorageRemove,
        HostNumber.StorageHas => StorageHas,
        HostNumber.ObjectRead => ObjectRead,
        HostNumber.ObjectWrite => ObjectWrite,
        HostNumber.Balance => Balance,
        HostNumber.Transfer => Transfer,
        HostNumber.Call => Call,
        HostNumber.OutputSize => OutputSize,
        HostNumber.OutputRead => OutputRead,
        HostNumber.Emit => Emit,
        HostNumber.Return => Return,
        HostNumber.Abort => Abort,
        HostNumber.Caller => Caller,
        HostNumber.Self => Self,
        HostNumber.Height => Height,
        HostNumber.View => View,
        HostNumber.Timestamp => Timestamp,
        HostNumber.TransactionHash => TransactionHash,
        HostNumber.EpochRandom => EpochRandom,
        HostNumber.Sha256 => HostCryptography.Sha256,
        HostNumber.Blake3 => HostCryptography.Blake3,
        HostNumber.Ed25519Verify => HostCryptography.Ed25519Verify,
        HostNumber.BlsVerify => HostCryptography.BlsVerify,
        HostNumber.KzgVerify => HostCryptography.KzgVerify,
        _ => GasLeft,
    };

    /// <summary>Takes gas for bytes that a function moves; true when there is too little: the call ends.</summary>
    public static bool IsDry(in HostCall call, HostNumber number, long bytes) =>
        !call.TryCharge(Grains(HostFunctions.Of(number).GasPerByte) * bytes);

    private TrapKind Fail(ReceiptStatus status)
    {
        Frame.Status = status;
        return TrapKind.HostTrap;
    }

    private TrapKind InputSize(in HostCall call, Span<ulong> cells)
    {
        cells[0] = (uint)Frame.Input.Length;
        return TrapKind.None;
    }

    private TrapKind InputRead(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> room = arguments.Bytes();
        return arguments.Trap != TrapKind.None
            ? arguments.Trap
            : Deliver(call, HostNumber.InputRead, Frame.Input, room, cells);
    }

    private TrapKind OutputSize(in HostCall call, Span<ulong> cells)
    {
        cells[0] = (uint)Frame.Nested.Length;
        return TrapKind.None;
    }

    private TrapKind OutputRead(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> room = arguments.Bytes();
        return arguments.Trap != TrapKind.None
            ? arguments.Trap
            : Deliver(call, HostNumber.OutputRead, Frame.Nested, room, cells);
    }

    private TrapKind StorageRead(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Bytes();
        Span<byte> room = arguments.Bytes();
        TrapKind trap = TakeKey(call, HostNumber.StorageRead, arguments.Trap, key, 0);
        if (trap != TrapKind.None)
        {
            return trap;
        }
        ReceiptStatus status = State.TryReadItem(
            Frame.Contract, _items.Of(key), out bool found, out ReadOnlySpan<byte> value);
        if (status != ReceiptStatus.Success)
        {
            return Fail(status);
        }
        return found ? Deliver(call, HostNumber.StorageRead, value, room, cells) : Nothing(cells);
    }

    private TrapKind StorageWrite(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Bytes();
        Span<byte> value = arguments.Bytes();
        TrapKind trap = TakeKey(call, HostNumber.StorageWrite, arguments.Trap, key, value.Length);
        if (trap != TrapKind.None)
        {
            return trap;
        }
        if (value.Length > Limits.Contract.MaxValueBytes)
        {
            return Fail(ReceiptStatus.OverLimit);
        }
        ReceiptStatus status = State.TryWriteItem(Frame.Contract, _items.Of(key), value);
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind StorageRemove(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Bytes();
        TrapKind trap = TakeKey(call, HostNumber.StorageRemove, arguments.Trap, key, 0);
        if (trap != TrapKind.None)
        {
            return trap;
        }
        ReceiptStatus status = State.TryRemoveItem(Frame.Contract, _items.Of(key), out bool removed);
        cells[0] = removed ? 1u : 0u;
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind StorageHas(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Bytes();
        TrapKind trap = TakeKey(call, HostNumber.StorageHas, arguments.Trap, key, 0);
        if (trap != TrapKind.None)
        {
            return trap;
        }
        ReceiptStatus status = State.TryReadItem(Frame.Contract, _items.Of(key), out bool found, out _);
        cells[0] = found ? 1u : 0u;
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind ObjectRead(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Hash256 id = arguments.Hash();
        Span<byte> room = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.ObjectRead, Hash256.Bytes))
        {
            return TrapKind.OutOfGas;
        }
        ReceiptStatus status = State.TryReadObject(new ObjectId(id), out bool found, out ReadOnlySpan<byte> data);
        if (status != ReceiptStatus.Success)
        {
            return Fail(status);
        }
        return found ? Deliver(call, HostNumber.ObjectRead, data, room, cells) : Nothing(cells);
    }

    private TrapKind ObjectWrite(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Hash256 id = arguments.Hash();
        Span<byte> data = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.ObjectWrite, Hash256.Bytes + data.Length))
        {
            return TrapKind.OutOfGas;
        }
        ReceiptStatus status = data.Length > Limits.Ledger.MaxObjectBytes
            ? ReceiptStatus.OverLimit
            : State.TryWriteObject(Frame.Contract, new ObjectId(id), data);
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind Balance(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Hash256 address = arguments.Hash();
        Hash256 asset = arguments.Hash();
        Span<byte> room = arguments.Fixed(16);
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.Balance, (2 * Hash256.Bytes) + room.Length))
        {
            return TrapKind.OutOfGas;
        }
        ReceiptStatus status = State.TryReadBalance(new Address(address), new AssetId(asset), out UInt128 amount);
        if (status != ReceiptStatus.Success)
        {
            return Fail(status);
        }
        BinaryPrimitives.WriteUInt128LittleEndian(room, amount);
        return TrapKind.None;
    }

    private TrapKind Transfer(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Hash256 to = arguments.Hash();
        Hash256 asset = arguments.Hash();
        UInt128 amount = arguments.Amount();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.Transfer, (2 * Hash256.Bytes) + 16))
        {
            return TrapKind.OutOfGas;
        }
        ReceiptStatus status = State.TryTransfer(Frame.Contract, new Address(to), new AssetId(asset), amount);
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind Call(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Hash256 program = arguments.Hash();
        Span<byte> name = arguments.Bytes();
        Span<byte> input = arguments.Bytes();
        ulong gas = arguments.U64();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.Call, Hash256.Bytes + name.Length + input.Length))
        {
            return TrapKind.OutOfGas;
        }
        if (name.Length > Limits.Contract.MaxNameBytes || input.Length > Limits.Contract.MaxValueBytes)
        {
            return Fail(ReceiptStatus.OverLimit);
        }
        ReceiptStatus status = _calls.Call(
            new ObjectId(program), name, input, Math.Min(gas, Left(call)), call.Budget, out ulong used);
        bool paid = call.TryCharge(Grains(used));
        Core.Diagnostics.Check.That(paid);
        // What the transaction did not declare ends all of it, so that a tool can name it.
        if (status == ReceiptStatus.UndeclaredAccess)
        {
            return Fail(status);
        }
        cells[0] = (byte)status;
        return TrapKind.None;
    }

    private TrapKind Emit(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        uint pointer = arguments.U32();
        uint count = arguments.U32();
        if (count > Limits.Receipt.MaxTopics)
        {
            return Fail(ReceiptStatus.OverLimit);
        }
        Span<byte> topics = arguments.At(pointer, count * Hash256.Bytes);
        Span<byte> data = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.Emit, topics.Length + data.Length))
        {
            return TrapKind.OutOfGas;
        }
        ReceiptStatus status = State.TryEmit(Frame.Contract, topics, data);
        return status == ReceiptStatus.Success ? TrapKind.None : Fail(status);
    }

    private TrapKind Return(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> data = arguments.Bytes();
        return arguments.Trap != TrapKind.None ? arguments.Trap
            : IsDry(call, HostNumber.Return, data.Length) ? TrapKind.OutOfGas
            : Frame.TrySetOutput(data) ? TrapKind.None
            : Fail(ReceiptStatus.OverLimit);
    }

    private TrapKind Abort(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        uint code = arguments.U32();
        Span<byte> data = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, HostNumber.Abort, data.Length))
        {
            return TrapKind.OutOfGas;
        }
        if (!Frame.TrySetOutput(data))
        {
            return Fail(ReceiptStatus.OverLimit);
        }
        Frame.Detail = code;
        return Fail(ReceiptStatus.Aborted);
    }

    private TrapKind Caller(in HostCall call, Span<ulong> cells) =>
        Show(call, HostNumber.Caller, Frame.Caller.Value, cells);

    private TrapKind Self(in HostCall call, Span<ulong> cells) =>
        Show(call, HostNumber.Self, Frame.Contract.Value, cells);

    private TrapKind TransactionHash(in HostCall call, Span<ulong> cells) =>
        Show(call, HostNumber.TransactionHash, State.TransactionId, cells);

    private TrapKind EpochRandom(in HostCall call, Span<ulong> cells) =>
        Show(call, HostNumber.EpochRandom, State.Randomness, cells);

    private TrapKind Height(in HostCall call, Span<ulong> cells)
    {
        cells[0] = State.Height;
        return TrapKind.None;
    }

    private TrapKind View(in HostCall call, Span<ulong> cells)
    {
        cells[0] = State.View;
        return TrapKind.None;
    }

    private TrapKind Timestamp(in HostCall call, Span<ulong> cells)
    {
        cells[0] = State.TimestampMs;
        return TrapKind.None;
    }

    private TrapKind GasLeft(in HostCall call, Span<ulong> cells)
    {
        cells[0] = Left(call);
        return TrapKind.None;
    }

    private TrapKind TakeKey(in HostCall call, HostNumber number, TrapKind trap, ReadOnlySpan<byte> key, int more) =>
        trap != TrapKind.None ? trap
        : IsDry(call, number, (long)key.Length + more) ? TrapKind.OutOfGas
        : key.Length > Limits.Contract.MaxKeyBytes ? Fail(ReceiptStatus.OverLimit)
        : TrapKind.None;

    private static TrapKind Nothing(Span<ulong> cells)
    {
        cells[0] = uint.MaxValue;
        return TrapKind.None;
    }

    // Copies what fits and gives the full length.
    private static TrapKind Deliver(
        in HostCall call, HostNumber number, ReadOnlySpan<byte> value, Span<byte> room, Span<ulong> cells)
    {
        int count = Math.Min(value.Length, room.Length);
        if (IsDry(call, number, count))
        {
            return TrapKind.OutOfGas;
        }
        value[..count].CopyTo(room);
        cells[0] = (uint)value.Length;
        return TrapKind.None;
    }

    private static TrapKind Show(in HostCall call, HostNumber number, in Hash256 value, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> room = arguments.Fixed(Hash256.Bytes);
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (IsDry(call, number, Hash256.Bytes))
        {
            return TrapKind.OutOfGas;
        }
        value.Span.CopyTo(room);
        return TrapKind.None;
    }
}
