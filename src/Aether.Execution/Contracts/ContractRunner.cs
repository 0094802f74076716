using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>Runs methods of contracts, and those that they call.</summary>
/// <remarks>
/// A call has its own instance, its own gas limit and its own effects, which are taken back when it fails. A contract
/// that runs cannot be called. All instances of a transaction share the pages that it declared, and the depth of calls
/// in WebAssembly. <b>Consensus</b>: statuses, gas and order of checks. <b>Threads</b>: one lane. <b>Ownership</b>:
/// frees its memory when disposed.
/// </remarks>
internal sealed class ContractRunner : INestedCalls, IDisposable
{
    private readonly ContractFrame[] _frames = new ContractFrame[Limits.Contract.MaxDepth];
    private readonly ContractHost _host;
    private readonly InstancePool _instances;
    private IRuntimeState _state = null!;
    private int _depth;
    private uint _pages;

    /// <summary>Creates the runner of one lane.</summary>
    public ContractRunner(ModuleCache modules)
    {
        Modules = modules;
        _host = new ContractHost(this);
        _instances = new InstancePool(_host);
        for (int depth = 0; depth < _frames.Length; depth++)
        {
            _frames[depth] = new ContractFrame();
        }
    }

    /// <summary>Name of the method that runs when a contract is deployed.</summary>
    public static ReadOnlySpan<byte> InitName => "init"u8;

    /// <summary>Name of the method that runs when its code is upgraded.</summary>
    public static ReadOnlySpan<byte> UpgradeName => "upgrade"u8;

    /// <summary>Code of contracts.</summary>
    public ModuleCache Modules { get; }

    /// <summary>What the last call from outside returned; empty when it failed.</summary>
    public ReadOnlySpan<byte> Output => Failure is null ? _frames[0].Output : default;

    /// <summary>Why the last call from outside failed; null when it did not.</summary>
    public ContractFailure? Failure { get; private set; }

    /// <summary>Calls a method by name for the fee payer.</summary>
    /// <param name="state">What it sees and changes. A failure leaves it to the caller to roll it back.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="arguments">Name of the method as <c>bytes&lt;64&gt;</c>, then the input.</param>
    /// <param name="gas">Gas it may use.</param>
    /// <param name="pages">Pages of memory that all instances may have together.</param>
    /// <param name="used">Gas it used.</param>
    public ReceiptStatus Run(
        IRuntimeState state,
        in ObjectId contract,
        ReadOnlySpan<byte> arguments,
        ulong gas,
        uint pages,
        out ulong used)
    {
        used = 0;
        Begin(state, pages);
        _frames[0].Begin(contract, state.FeePayer, default);
        ReceiptStatus status = ReceiptStatus.BadCall;
        AceReader reader = new(arguments);
        uint length = reader.U32();
        reader.Require(length <= Limits.Contract.MaxNameBytes, DecodeError.OverLimit);
        ReadOnlySpan<byte> name = reader.Failed ? default : reader.Fixed((int)length);
        if (!reader.Failed)
        {
            _frames[0].Begin(contract, state.FeePayer, arguments[reader.Offset..]);
            status = IsHook(name) ? ReceiptStatus.MethodMissing : Enter(name, gas, budget: null, out used, hook: false);
        }
        return Note(status);
    }

    /// <summary>Runs <c>init</c> or <c>upgrade</c>; code without it takes no input.</summary>
    public ReceiptStatus RunHook(
        IRuntimeState state,
        in ObjectId contract,
        in Address actor,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> input,
        ulong gas,
        uint pages,
        out ulong used)
    {
        Begin(state, pages);
        _frames[0].Begin(contract, actor, input);
        return Note(Enter(name, gas, budget: null, out used, hook: true));
    }

    /// <inheritdoc/>
    public ReceiptStatus Call(
        in ObjectId contract,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> input,
        ulong gas,
        int budget,
        out ulong used)
    {
        used = 0;
        ContractFrame caller = _frames[_depth - 1];
        caller.SetNested(default);
        if (_depth == Limits.Contract.MaxDepth)
        {
            return ReceiptStatus.TooDeep;
        }
        for (int depth = 0; depth < _depth; depth++)
        {
            if (_frames[depth].Contract == contract)
            {
                return ReceiptStatus.Reentered;
            }
        }
        ContractFrame callee = _frames[_depth];
        callee.Begin(contract, new Address(caller.Contract.Value), input);
        StateMark mark = _state.Mark();
        ReceiptStatus status = IsHook(name)
            ? ReceiptStatus.MethodMissing
            : Enter(name, gas, budget, out used, hook: false);
        if (status != ReceiptStatus.Success)
        {
            _state.RollBack(mark);
        }
        bool answers = status is ReceiptStatus.Success or ReceiptStatus.Aborted;
        caller.SetNested(answers ? callee.Output : default);
        return status;
    }

    /// <summary>Forgets the last call: another one starts that may run nothing.</summary>
    public void Forget()
    {
        Failure = null;
        _frames[0].Begin(default, default, default);
    }

    /// <summary>Notes that a call names a program that is none, and that the transaction did not declare.</summary>
    public void NoteUnknown(in ObjectId program) =>
        Failure = new ContractFailure(program, ReceiptStatus.UnknownProgram, 0, program, false, []);

    /// <summary>Notes the failure of a call that ran no method.</summary>
    public void NoteOutside(in ObjectId contract, ReceiptStatus status, IRuntimeState state)
    {
        if (Failure is null && status != ReceiptStatus.Success)
        {
            _state = state;
            _frames[0].Begin(contract, default, default);
            Note(status);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _instances.Dispose();

    private static bool IsHook(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(InitName) || name.SequenceEqual(UpgradeName);

    private void Begin(IRuntimeState state, uint pages)
    {
        _state = state;
        _host.State = state;
        _depth = 0;
        _pages = pages;
        Failure = null;
    }

    private ReceiptStatus Note(ReceiptStatus status)
    {
        if (status != ReceiptStatus.Success)
        {
            bool undeclared = status == ReceiptStatus.UndeclaredAccess;
            Failure = new ContractFailure(
                _frames[0].Contract,
                status,
                _frames[0].Detail,
                undeclared ? _state.Missing : default,
                undeclared && _state.MissingWrite,
                status == ReceiptStatus.Aborted ? _frames[0].Output.ToArray() : []);
        }
        return status;
    }

    // The frame at the present depth holds contract, caller and input.
    private ReceiptStatus Enter(ReadOnlySpan<byte> name, ulong gas, int? budget, out ulong used, bool hook)
    {
        used = 0;
        ContractFrame frame = _frames[_depth];
        ReceiptStatus status = TryOpen(frame.Contract, out ContractModule? module);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        if (!TryPay(hook ? module!.CompileGas : 0, gas, ref used))
        {
            return ReceiptStatus.OutOfGas;
        }
        if (!module!.TryFindMethod(name, out int function))
        {
            return hook && frame.Input.IsEmpty ? ReceiptStatus.Success : ReceiptStatus.MethodMissing;
        }
        if (!TryPay(module.InstantiationGas, gas, ref used))
        {
            return ReceiptStatus.OutOfGas;
        }
        uint free = FreePages();
        if (module.InitialPages > free)
        {
            return ReceiptStatus.MemoryOverflow;
        }
        _depth++;
        _host.Frame = frame;
        status = Execute(module, frame, function, gas - used, budget, free, out ulong ran);
        used += ran;
        _depth--;
        _host.Frame = _depth == 0 ? null! : _frames[_depth - 1];
        return status;
    }

    // A price that the rest does not cover takes all of it.
    private static bool TryPay(ulong price, ulong gas, ref ulong used)
    {
        bool covered = price <= gas - used;
        used = covered ? used + price : gas;
        return covered;
    }

    private ReceiptStatus TryOpen(in ObjectId contract, out ContractModule? module)
    {
        module = null;
        ReceiptStatus status = _state.TryOpenContract(contract, out ContractData data);
        if (status != ReceiptStatus.Success)
        {
            return status is ReceiptStatus.ObjectMissing or ReceiptStatus.WrongKind
                ? ReceiptStatus.UnknownProgram
                : status;
        }
        // The record is read even when the module is kept: what a transaction may do hangs on no cache.
        status = _state.TryOpenCode(data.Code, out CodeData code);
        return status == ReceiptStatus.Success
            ? Modules.TryGet(_state, data, code, out module)
            : status;
    }

    private ReceiptStatus Execute(
        ContractModule module, ContractFrame frame, int function, ulong gas, int? budget, uint free, out ulong used)
    {
        used = 0;
        ContractInstance instance = _instances.Rent(module, free);
        bool ended = false;
        try
        {
            if (instance.TryBegin(free, out TrapKind trap))
            {
                frame.Memory = instance.Memory;
                GasSchedule schedule = module.Schedule;
                WasmResult result = instance.Call(function, (long)(gas * schedule.GrainsPerGas), budget);
                trap = result.Trap;
                used = trap == TrapKind.OutOfGas ? gas : schedule.GasOf((ulong)result.GasUsed);
            }
            ended = true;
            return StatusOf(frame, trap);
        }
        finally
        {
            frame.Memory = null;
            // What the ledger throws leaves an instance that is in the middle of something.
            _instances.Return(instance, isUsable: ended);
        }
    }

    private static ReceiptStatus StatusOf(ContractFrame frame, TrapKind trap)
    {
        switch (trap)
        {
            case TrapKind.None:
                return ReceiptStatus.Success;
            case TrapKind.OutOfGas:
                return ReceiptStatus.OutOfGas;
            case TrapKind.StackOverflow:
                return ReceiptStatus.StackOverflow;
            case TrapKind.HostTrap:
                return frame.Status;
            default:
                frame.Detail = (uint)trap;
                return ReceiptStatus.Trapped;
        }
    }

    private uint FreePages()
    {
        uint taken = 0;
        for (int depth = 0; depth < _depth; depth++)
        {
            taken += _frames[depth].Memory?.Pages ?? 0;
        }
        return taken >= _pages ? 0 : Math.Min(_pages - taken, Limits.Wasm.MaxMemoryPages);
    }
}
