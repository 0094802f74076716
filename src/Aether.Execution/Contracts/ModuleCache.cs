using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>The code of contracts, checked and ready to run, by its hash and its gas schedule.</summary>
/// <remarks>
/// What is kept here never reaches a result: a lane without it reads the same bytes from the state, and compiled code
/// gives what the interpreter gives. <b>Threads</b>: any number of lanes; two that miss the same code both prepare it,
/// and one result is kept. <b>Cost</b>: that of <see cref="CodeCache{T}"/>.
/// </remarks>
public sealed class ModuleCache
{
    /// <summary>Version of the gas schedule that new contracts get.</summary>
    public const ushort Schedule = 2;

    private readonly CodeCache<ContractModule> _modules;

    /// <summary>A cache of code that runs as it is prepared until a queue has compiled it.</summary>
    /// <param name="prepare">Gives what runs a checked module.</param>
    /// <param name="queue">Compiles in the background; the caller's own. Null to leave code as it is prepared.</param>
    public ModuleCache(Func<WasmModule, IWasmCode> prepare, CompileQueue? queue = null) =>
        _modules = new CodeCache<ContractModule>(
            (key, module) => new ContractModule(key, module, prepare(module), GasSchedule.Current), queue);

    /// <summary>A cache whose modules run in the interpreter until the queue has compiled them.</summary>
    public static ModuleCache Create(CompileQueue? queue = null) => new(_ => InterpretedCode.Shared, queue);

    /// <summary>True for code that may be deployed: the gate of every node gives the same verdict.</summary>
    public bool Passes(ReadOnlySpan<byte> code) =>
        ContractGate.TryAdmit(code.ToArray(), GasSchedule.Current, out WasmModule? _, out WasmError _);

    /// <summary>The module of a contract.</summary>
    /// <param name="state">Where its bytes are, when they are not kept here.</param>
    /// <param name="contract">The contract's record.</param>
    /// <param name="code">The record of its code.</param>
    /// <param name="module">The module, on success.</param>
    internal ReceiptStatus TryGet(
        IRuntimeState state, ContractData contract, CodeData code, out ContractModule? module)
    {
        // Every record of a chain names a schedule that was in force when it was written; so far there is one.
        Check.That(contract.Schedule == Schedule);
        CodeKey key = new(contract.CodeHash, WasmEngine.Version, contract.Schedule);
        if (_modules.TryGet(key, out module))
        {
            return ReceiptStatus.Success;
        }
        byte[] bytes = new byte[code.Size];
        ReceiptStatus status = state.TryReadCode(contract.Code, bytes);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        // The gate let it in when it was uploaded, and versions of the gate are never taken back.
        bool passed = ContractGate.TryAdmit(bytes, GasSchedule.Current, out WasmModule? admitted, out WasmError _);
        Check.That(passed);
        module = _modules.Add(key, admitted!);
        return ReceiptStatus.Success;
    }
}
