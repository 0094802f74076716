using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>The code of contracts, checked and ready to run, by its hash and its gas schedule.</summary>
/// <remarks>
/// What is kept here never reaches a result: a lane without it reads the same bytes from the state. <b>Threads</b>: any
/// number of lanes; two that miss the same code both prepare it, and one result is kept. <b>Cost</b>: at most
/// <see cref="Limits.Contract.MaxCachedModules"/>; all are forgotten when there are more.
/// </remarks>
public sealed class ModuleCache(Func<WasmModule, IWasmCode> prepare)
{
    /// <summary>Version of the gas schedule that new contracts get.</summary>
    public const ushort Schedule = 1;

    /// <summary>A cache whose modules run in the interpreter.</summary>
    public static ModuleCache Create() => new(_ => InterpretedCode.Shared);

    private readonly Lock _lock = new();
    private readonly Dictionary<(Hash256, ushort), ContractModule> _modules = [];

    /// <summary>True for code that may be deployed: the gate of every node gives the same verdict.</summary>
    public bool Passes(ReadOnlySpan<byte> code) =>
        ContractGate.TryAdmit(code.ToArray(), GasSchedule.Version1, out WasmModule? _, out WasmError _);

    /// <summary>The module of a contract.</summary>
    /// <param name="state">Where its bytes are, when they are not kept here.</param>
    /// <param name="contract">The contract's record.</param>
    /// <param name="code">The record of its code.</param>
    /// <param name="module">The module, on success.</param>
    internal ReceiptStatus TryGet(
        IRuntimeState state, ContractData contract, CodeData code, out ContractModule? module)
    {
        (Hash256, ushort) key = (contract.CodeHash, contract.Schedule);
        lock (_lock)
        {
            if (_modules.TryGetValue(key, out module))
            {
                return ReceiptStatus.Success;
            }
        }
        byte[] bytes = new byte[code.Size];
        ReceiptStatus status = state.TryReadCode(contract.Code, bytes);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        // The gate let it in when it was uploaded, and versions of the gate are never taken back.
        bool passed = ContractGate.TryAdmit(bytes, GasSchedule.Version1, out WasmModule? admitted, out WasmError _);
        Check.That(passed);
        module = new ContractModule(admitted!, prepare(admitted!), GasSchedule.Version1);
        lock (_lock)
        {
            if (_modules.Count >= Limits.Contract.MaxCachedModules)
            {
                _modules.Clear();
            }
            _modules[key] = module;
        }
        return ReceiptStatus.Success;
    }
}
