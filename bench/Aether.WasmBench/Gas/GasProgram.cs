using System.Text;
using Aether.BenchKit.Measurement;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmBench.Gas;

/// <summary>A loop over some bodies, on one engine.</summary>
internal sealed class GasProgram : IDisposable
{
    private const double RunNanoseconds = 3e5;
    private const int Line = 64;
    private const int PageBytes = 65_536;

    private readonly MemoryPool _pool = new();
    private readonly WasmStore _store;
    private readonly WasmInstance _instance;
    private readonly int _run;
    private readonly ulong[] _cells = new ulong[1];
    private readonly int _argument;
    private int _iterations = 1;

    private GasProgram(WasmModule module, IWasmCode code, int argument = 0)
    {
        _store = new WasmStore(WasmLimits.Contract, GasSchedule.Version2, _pool);
        _instance = _store.Instantiate(module, code, [], Engine.Gas, out string error, out _)
            ?? throw new InvalidOperationException(error);
        _run = module.Exports.First(export => export.Name == "run").Index;
        _argument = argument;
        if (argument == 0)
        {
            Settle();
        }
    }

    /// <summary>Makes the module of some bodies.</summary>
    public static WasmModule Load(string folder, IReadOnlyList<GasClass> bodies)
    {
        string source = Path.Combine(folder, "class.wat");
        string target = Path.Combine(folder, "class.wasm");
        File.WriteAllText(source, Text(bodies));
        Kernel.ConvertFile(source, target);
        bool loaded = WasmLoader.TryLoad(
            File.ReadAllBytes(target), WasmLimits.Contract, GasSchedule.Version2, out WasmModule? module,
            out WasmError error);
        return loaded ? module! : throw new InvalidOperationException($"{bodies[0].Name}: {error}");
    }

    /// <summary>The module compiled, as the node does it.</summary>
    public static GasProgram Compiled(WasmModule module) =>
        new(module, WasmCompiler.Compile(module, null, CompileLimits.Default));

    /// <summary>The module compiled without optimisation.</summary>
    public static GasProgram Plain(WasmModule module) =>
        new(module, WasmCompiler.Compile(module, null, CompileLimits.Default with { MaxOptimizedCode = 0 }));

    /// <summary>The module in the interpreter.</summary>
    public static GasProgram Interpreted(WasmModule module) => new(module, InterpretedCode.Shared);

    /// <summary>Time and gas of a kernel's <c>run(n)</c>, compiled.</summary>
    public static GasFigure MeasureKernel(string path, int n, int rounds)
    {
        bool loaded = WasmLoader.TryLoad(
            File.ReadAllBytes(path), WasmLimits.Contract, GasSchedule.Version2, out WasmModule? module, out _);
        if (!loaded)
        {
            throw new InvalidOperationException($"{path} is no module");
        }

        using GasProgram program = new(module!, WasmCompiler.Compile(module!, null, CompileLimits.Default), n);
        return program.Measure(rounds);
    }

    /// <summary>Time and gas of one round of the loop: the first quartile of the rounds.</summary>
    public GasFigure Measure(int rounds)
    {
        double[] times = new double[rounds];
        long gas = 0;
        for (int i = -1; i < rounds; i++)
        {
            (times[int.Max(i, 0)], gas) = Run();
        }

        return new GasFigure(Undisturbed(times) / _iterations, (double)gas / _iterations);
    }

    // Other programs of the machine only make it slower.
    private static double Undisturbed(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 4];
    }

    public void Dispose()
    {
        _store.Dispose();
        _pool.Dispose();
    }

    private void Settle()
    {
        Run();
        (double time, _) = Run();
        while (time < RunNanoseconds / 4 && _iterations < 1 << 20)
        {
            _iterations *= 4;
            (time, _) = Run();
        }

        _iterations = int.Max(1, (int)(_iterations * RunNanoseconds / time));
    }

    private (double Nanoseconds, long Gas) Run()
    {
        _cells[0] = (uint)(_argument == 0 ? _iterations : _argument);
        long start = ThreadClock.Nanoseconds;
        WasmResult result = _instance.Call(_run, _cells, Engine.Gas);
        double time = ThreadClock.Nanoseconds - start;
        return result.Returned
            ? (time, result.GasUsed)
            : throw new InvalidOperationException(WasmTraps.MessageOf(result.Trap));
    }

    private static string Text(IReadOnlyList<GasClass> bodies)
    {
        int pages = bodies.Max(body => body.Pages);
        StringBuilder text = new();
        text.AppendLine("(module (type $one (func (param i32) (result i32)))");
        string zeros = string.Concat(Enumerable.Repeat("\\00", Line));
        text.AppendLine($" (memory (export \"memory\") 1 {pages}) (data $d \"{zeros}\")");
        text.AppendLine(" (table 4 funcref) (elem (i32.const 0) $id $inc $dec $neg)");
        text.AppendLine(" (global $g (mut i32) (i32.const 7)) (global $at (mut i32) (i32.const 0))");
        text.AppendLine(" (func $id (type $one) (local.get 0))");
        text.AppendLine(" (func $inc (type $one) (i32.add (local.get 0) (i32.const 1)))");
        text.AppendLine(" (func $dec (type $one) (i32.sub (local.get 0) (i32.const 1)))");
        text.AppendLine(" (func $neg (type $one) (i32.sub (i32.const 0) (local.get 0)))");
        text.AppendLine($" (func $eight (param {Times("i64", 8)}) (result i64) (local.get 7))");
        text.AppendLine($" (func $many (param {Times("i64", 32)}) (result i64) (local.get 31))");
        text.AppendLine(
            " (func $three (param i64) (result i64 i64 i64) (local.get 0) (local.get 0) (local.get 0))");
        text.AppendLine($" (func $wide (type $one) (local {Times("i64", 32)}) (local.get 0))");
        text.AppendLine($" (func $widest (type $one) (local {Times("i64", 900)}) (local.get 0))");
        AppendChain(text, pages);
        text.AppendLine(" (func (export \"run\") (param $n i32) (result i32)");
        text.AppendLine("  (local $a i32) (local $b i32) (local $x i64) (local $y i64) (local $p i32)");
        text.AppendLine("  (local.set $a (global.get $g)) (local.set $b (i32.const 0x7FFFFFF1))");
        text.AppendLine("  (local.set $x (i64.const 3)) (local.set $y (i64.const 0x7FFFFFFFFFFFFFE7))");
        text.AppendLine($"  (if (i32.lt_u (memory.size) (i32.const {pages}))");
        text.AppendLine($"   (then (drop (memory.grow (i32.const {pages - 1}))) (call $chain)))");
        text.AppendLine("  (if (i32.eqz (i32.load (i32.const 0))) (then (call $chain)))");
        text.AppendLine("  (local.set $p (global.get $at))");
        text.AppendLine("  (loop $l");
        foreach (GasClass body in bodies)
        {
            for (int i = 0; i < body.Repeats; i++)
            {
                text.Append("   ").AppendLine(body.Body);
            }
        }

        text.AppendLine("   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))");
        text.AppendLine("  (global.set $at (local.get $p)) (global.set $g (local.get $a))");
        text.AppendLine("  (i32.add (i32.add (local.get $a) (local.get $b))");
        text.AppendLine("   (i32.add (local.get $p) (i32.wrap_i64 (i64.add (local.get $x) (local.get $y)))))))");
        return text.ToString();
    }

    // One cycle through the first word of each line, in the order of a generator of full period: no line is near the
    // one before it, and each is visited once.
    private static void AppendChain(StringBuilder text, int pages)
    {
        int lines = pages * PageBytes / Line;
        text.AppendLine(" (func $chain (local $i i32) (local $next i32)");
        text.AppendLine("  (loop $l (local.set $next (i32.and (i32.add (i32.mul (local.get $i) (i32.const 1664525))");
        text.AppendLine($"    (i32.const 1013904223)) (i32.const {lines - 1})))");
        text.AppendLine($"   (i64.store (i32.mul (local.get $i) (i32.const {Line}))");
        text.AppendLine($"    (i64.extend_i32_u (i32.mul (local.get $next) (i32.const {Line}))))");
        text.AppendLine($"   (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))");
        text.AppendLine($"    (i32.const {lines})))))");
    }

    private static string Times(string word, int times) => string.Join(' ', Enumerable.Repeat(word, times));
}
