using System.Diagnostics;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmBench;

/// <summary>One module on this engine, with all checks and gas.</summary>
internal sealed class Engine : IDisposable
{
    public const long Gas = long.MaxValue / 2;

    private readonly MemoryPool _pool = new();
    private readonly WasmStore _store;
    private readonly WasmInstance _instance;
    private readonly int _run;
    private readonly ulong[] _cells = new ulong[4];

    /// <summary>Loads and instantiates a module.</summary>
    public Engine(WasmModule module, IWasmCode code, params WasmExternal[] imports)
    {
        _store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, _pool);
        _instance = _store.Instantiate(module, code, imports, Gas, out string error, out _)
            ?? throw new InvalidOperationException(error);
        _run = module.Exports.First(export => export.Name == "run").Index;
    }

    /// <summary>Reads a module.</summary>
    public static WasmModule Load(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bool loaded = WasmLoader.TryLoad(
            bytes, WasmLimits.Contract, GasSchedule.Version1, out WasmModule? module, out WasmError error);
        return loaded ? module! : throw new InvalidOperationException($"{path}: {error}");
    }

    /// <summary>Runs <c>run(n)</c> and gives the time, its result and the gas.</summary>
    public (double Nanoseconds, uint Result, long Gas) Run(int n)
    {
        _cells[0] = (uint)n;
        long start = Stopwatch.GetTimestamp();
        WasmResult result = _instance.Call(_run, _cells, Gas);
        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return result.Returned
            ? (time, (uint)_cells[0], result.GasUsed)
            : throw new InvalidOperationException(WasmTraps.MessageOf(result.Trap));
    }

    public void Dispose()
    {
        _store.Dispose();
        _pool.Dispose();
    }
}
