using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.Sdk.Contracts;

namespace Aether.Tools.Contracts.Testing;

/// <summary>Runs one contract in memory, on the engine and by the rules of the chain.</summary>
internal sealed class ContractSandbox : IDisposable
{
    private readonly ContractRunner _runner;

    /// <summary>Takes a module that passed the gate, and runs it in the interpreter.</summary>
    public ContractSandbox(WasmModule module)
        : this(module, _ => InterpretedCode.Shared)
    {
    }

    /// <summary>Takes a module that passed the gate.</summary>
    /// <param name="module">The module.</param>
    /// <param name="prepare">Gives what runs it.</param>
    public ContractSandbox(WasmModule module, Func<WasmModule, IWasmCode> prepare)
    {
        _runner = new ContractRunner(new ModuleCache(prepare));
        State = new MemoryRuntimeState(module.Bytes.ToArray(), module.Hash, ModuleCache.Schedule);
    }

    /// <summary>What the contract sees.</summary>
    public MemoryRuntimeState State { get; }

    /// <summary>What the last call returned.</summary>
    public ReadOnlySpan<byte> Output => _runner.Output;

    /// <summary>Why the last call failed; null when it did not.</summary>
    public ContractFailure? Failure => _runner.Failure;

    /// <summary>Calls a method in a transaction of its own; a failure leaves nothing behind.</summary>
    public ReceiptStatus Call(Address from, string method, ReadOnlySpan<byte> input, ulong gas, out ulong used)
    {
        State.BeginCall(from);
        StateMark mark = State.Mark();
        ReceiptStatus status = method == ContractAbi.InitMethod
            ? _runner.RunHook(
                State, MemoryRuntimeState.ContractId, from, ContractRunner.InitName, input, gas,
                Limits.Transaction.MaxMemoryPages, out used)
            : _runner.Run(
                State, MemoryRuntimeState.ContractId, ContractCalls.Arguments(method, input), gas,
                Limits.Transaction.MaxMemoryPages, out used);
        if (status != ReceiptStatus.Success)
        {
            State.RollBack(mark);
        }
        return status;
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();
}
