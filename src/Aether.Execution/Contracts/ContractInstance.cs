using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>An instance of a contract's code in a store of its own, which one call after the other uses.</summary>
/// <remarks>
/// Every call finds it as it is when it was just made: between calls it has no memory, and <see cref="TryBegin"/> sets
/// all that a call can change. <b>Ownership</b>: frees its native memory when disposed. <b>Threads</b>: one lane.
/// </remarks>
internal sealed class ContractInstance : IDisposable
{
    private readonly WasmStore _store;
    private readonly WasmInstance? _instance;
    private readonly WasmMemory? _memory;
    private TrapKind _trap;
    private bool _isNew = true;

    /// <summary>Instantiates a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="host">What it imports.</param>
    /// <param name="pool">Where its memory comes from.</param>
    /// <param name="maxPages">Most pages that the first call may have.</param>
    public ContractInstance(ContractModule module, ContractHost host, MemoryPool pool, uint maxPages)
    {
        Module = module;
        Code = module.Code;
        _store = new WasmStore(WasmLimits.Contract with { MaxMemoryPages = maxPages }, module.Schedule, pool);
        _instance = _store.Instantiate(
            module.Module, Code, module.ImportsFrom(host), 0, out string error, out WasmResult result);
        Core.Diagnostics.Check.That(error.Length == 0);
        _trap = result.Trap;
        _memory = _instance?.Export("memory") as WasmMemory;
    }

    /// <summary>The module.</summary>
    public ContractModule Module { get; }

    /// <summary>What runs its functions.</summary>
    public IWasmCode Code { get; }

    /// <summary>Its memory; null when it has none, or did not start.</summary>
    public WasmMemory? Memory => _memory;

    /// <summary>True when another call may use it after <see cref="End"/>.</summary>
    public bool IsRenewable => _instance is { IsRenewable: true };

    /// <summary>Starts a call. False when its segments do not fit its memory: that is how the call ends.</summary>
    public bool TryBegin(uint maxPages, out TrapKind trap)
    {
        if (!_isNew)
        {
            _trap = _instance!.Renew(maxPages).Trap;
        }
        _isNew = false;
        trap = _trap;
        return trap == TrapKind.None;
    }

    /// <summary>Calls a function without arguments and results.</summary>
    /// <param name="function">Its index in the module.</param>
    /// <param name="gas">Gas it may use.</param>
    /// <param name="budget">The stack that is left; null for all of it.</param>
    public WasmResult Call(int function, long gas, int? budget) => budget is { } left
        ? _instance!.Call(function, default, gas, left)
        : _instance!.Call(function, default, gas);

    /// <summary>Ends the call: the memory goes back.</summary>
    public void End() => _instance!.Release();

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
