using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;

namespace Aether.WasmTests.Differential;

/// <summary>Runs generated modules on the interpreter, the compiler and V8, and collects what differs.</summary>
internal sealed class DifferentialCampaign
{
    private const int MaxShown = 20;

    private readonly object _gate = new();
    private readonly Dictionary<string, long> _ends = [];

    /// <summary>Modules run on both own engines.</summary>
    public long Modules { get; private set; }

    /// <summary>Modules run on V8 as well.</summary>
    public long OnV8 { get; private set; }

    /// <summary>Calls made, on one engine.</summary>
    public long Calls { get; private set; }

    /// <summary>Calls that trapped, and why.</summary>
    public IReadOnlyDictionary<string, long> Ends => _ends;

    /// <summary>Gas used, on one engine.</summary>
    public decimal Gas { get; private set; }

    /// <summary>What differed.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Runs the modules of some seeds, in this thread.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">Seeds.</param>
    /// <param name="node">V8, or null to leave it out.</param>
    /// <param name="compiled">False to leave the compiler out.</param>
    public void Run(ulong first, int count, NodeEngine? node, bool compiled = true)
    {
        var modules = new List<GeneratedModule>(count);
        var runs = new List<EngineRun>(count);
        for (int i = 0; i < count; i++)
        {
            modules.Add(ModuleGenerator.Make(first + (ulong)i));
        }
        WasmThread.Run(() =>
        {
            using var pool = new MemoryPool();
            foreach (GeneratedModule module in modules)
            {
                runs.Add(RunOwn(module, pool, compiled));
            }
        });
        string[]? lines = node?.Run(modules);
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                Count(runs[i]);
                if (lines is not null && !runs[i].IsOfThisEngine)
                {
                    OnV8++;
                    Compare(modules[i], "interpreter and V8", runs[i].Line, lines[i]);
                }
            }
        }
    }

    /// <summary>What was run so far, for a report.</summary>
    public object Summary(ulong first, bool compiled, TimeSpan time)
    {
        lock (_gate)
        {
            return new
            {
                first_seed = first,
                modules = Modules,
                compiled,
                on_v8 = OnV8,
                calls = Calls,
                gas = Gas,
                ends = new SortedDictionary<string, long>(_ends, StringComparer.Ordinal),
                differences = Differences.ToArray(),
                seconds = (long)time.TotalSeconds,
            };
        }
    }

    private static string Describe(EngineRun run) => $"{run.Line} {string.Join(' ', run.Calls)}";

    private EngineRun RunOwn(GeneratedModule generated, MemoryPool pool, bool compiled)
    {
        bool loaded = WasmLoader.TryLoad(
            generated.Bytes, WasmLimits.Contract, GasSchedule.Version1, out WasmModule? module, out WasmError error);
        if (!loaded)
        {
            lock (_gate)
            {
                Compare(generated, "generator and validator", "valid", error.ToString());
            }
            return new EngineRun("refused", []);
        }
        EngineRun run = EngineRun.Of(generated, module!, InterpretedCode.Shared, pool, EngineRun.Ample);
        if (!compiled)
        {
            return run;
        }
        IWasmCode code = WasmCompiler.Compile(module!, InterpretedCode.Shared, CompileLimits.Everything);
        EngineRun other = EngineRun.Of(generated, module!, code, pool, EngineRun.Ample);
        long less = (long)(new WasmChoices(~generated.Seed).Next() % (ulong)long.Max(run.GasUsed, 1));
        EngineRun cut = EngineRun.Of(generated, module!, InterpretedCode.Shared, pool, less);
        EngineRun otherCut = EngineRun.Of(generated, module!, code, pool, less);
        lock (_gate)
        {
            Compare(generated, "interpreter and compiler", Describe(run), Describe(other));
            Compare(generated, $"both with {less} gas", Describe(cut), Describe(otherCut));
        }
        return run;
    }

    private void Count(EngineRun run)
    {
        Modules++;
        Calls += run.Calls.Length;
        Gas += run.GasUsed;
        foreach (WasmResult call in run.Calls)
        {
            string end = call.Trap.ToString();
            _ends[end] = _ends.GetValueOrDefault(end) + 1;
        }
    }

    private void Compare(GeneratedModule module, string who, string left, string right)
    {
        if (left != right && Differences.Count < MaxShown)
        {
            Differences.Add($"seed {module.Seed}, {who}:\n  {left}\n  {right}");
        }
    }
}
