using System.Diagnostics;
using System.Globalization;
using Aether.BenchKit.Measurement;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.WasmBench.Gas;

namespace Aether.WasmBench;

/// <summary>Measures and prints the tables of a performance report.</summary>
internal static class WasmCommand
{
    private const int Instances = 2_000;
    private const int HostCalls = 1_000_000;
    private const string Output = "artifacts/bench/wasm.json";
    private const string V8 = "V8 (node)";
    private const double MostOfOne = 1.6;
    private const double MostOfMean = 1.25;

    private static WasmReport s_report = null!;

    /// <summary>A function of the host that does nothing.</summary>
    public static HostFunction Host { get; } = new(
        new FunctionType([ValueType.I32], [ValueType.I32]), 1, static (in HostCall _, Span<ulong> _) => TrapKind.None);

    /// <summary>Exit status: 0 measured, 1 a result was wrong or something is missing.</summary>
    public static int Run(WasmOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("aether-wasm-bench-");
        try
        {
            int status = 0;
            WasmThread.Run(() =>
            {
                CpuPinning.PinToMeasuringCore();
                int rounds = options.Quick ? 7 : 21;
                s_report = new WasmReport(MachineFacts.Read(), rounds);
                status = options.Gas ? GasCalibration.Run(options, folder.FullName)
                    : options.Ledger ? LedgerCalls.Run(s_report, rounds, folder.FullName)
                    : Measure(options, rounds, folder.FullName);
                if (!options.Gas)
                {
                    s_report.Write(Output);
                    Console.Error.WriteLine($"wasm: written to {Output}");
                }
            });
            return status;
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine($"wasm: stopped: {error.Message}");
            return 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Measure(WasmOptions options, int rounds, string folder)
    {
        using Peer? peer = Peer.TryStart();
        MachineFacts facts = MachineFacts.Read();
        Console.WriteLine($"{facts.Processor}, .NET {facts.Dotnet}, commit {facts.Commit}, {rounds} rounds");
        Console.WriteLine();
        Console.WriteLine("| kernel | ours ms | V8 ms | ours / V8 | Mgas/s |");
        Console.WriteLine("|---|---|---|---|---|");
        List<double> ratios = [];
        foreach (Kernel kernel in Kernel.All.Where(k => k.Name.Contains(options.Filter, StringComparison.Ordinal)))
        {
            ratios.Add(Compare(kernel, peer, folder, rounds));
        }

        if (peer is not null && ratios.Count > 0)
        {
            double mean = Math.Exp(ratios.Average(Math.Log));
            Console.WriteLine(Line($"| geometric mean | | | {mean:F2} | |"));
            s_report.Add("geometric mean", "kernels", "ratio", mean, V8, 1, MostOfMean);
        }

        Console.WriteLine();
        Console.WriteLine("| what | ours | V8 |");
        Console.WriteLine("|---|---|---|");
        Instantiate(peer, folder, rounds);
        HostCall(folder, rounds);
        Compile(folder, rounds);
        return LedgerCalls.Run(s_report, rounds, folder);
    }

    private static double Compare(Kernel kernel, Peer? peer, string folder, int rounds)
    {
        string path = Kernel.Convert(kernel.Name, folder);
        WasmModule module = Engine.Load(path);
        using Engine engine = new(module, WasmCompiler.Compile(module, null, CompileLimits.Default));
        peer?.Ask($"load {kernel.Name} {path}");
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        long gas = 0;

        // The first rounds warm up: V8 needs a few calls to reach its top tier.
        for (int i = -3; i < rounds; i++)
        {
            (double time, uint result, gas) = engine.Run(kernel.Argument);
            (double peerTime, uint peerResult) = peer?.Ask($"run {kernel.Name} {kernel.Argument}") ?? (0, result);
            if (result != peerResult)
            {
                throw new InvalidOperationException($"{kernel.Name} gives {result}, V8 {peerResult}");
            }

            if (i >= 0)
            {
                (ours[i], theirs[i]) = (time, peerTime);
            }
        }

        (double our, double their) = (Statistics.Median(ours), Statistics.Median(theirs));
        Console.WriteLine(Line(
            $"| {kernel.Name} | {our / 1e6:F2} | {their / 1e6:F2} | {our / their:F2} | {gas * 1e3 / our:F0} |"));
        s_report.Add(
            kernel.Name, $"{kernel.Argument}", "run", our, peer is null ? null : V8, their, MostOfOne);
        return our / their;
    }

    /// <summary>What a call of a cached contract costs: store, instance, call, and all given back.</summary>
    private static void Instantiate(Peer? peer, string folder, int rounds)
    {
        string path = Kernel.Convert("empty", folder);
        WasmModule module = Engine.Load(path);
        CompiledCode code = WasmCompiler.Compile(module, null, CompileLimits.Default);
        using MemoryPool pool = new();
        peer?.Ask($"load empty {path}");
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        ulong[] cells = new ulong[1];
        for (int i = -3; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int j = 0; j < Instances; j++)
            {
                using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
                WasmInstance instance = store.Instantiate(module, code, [], Engine.Gas, out _, out _)!;
                instance.Call(0, cells, Engine.Gas);
            }

            double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Instances;
            double peerTime = peer?.Ask($"instantiate empty {Instances}").Nanoseconds / Instances ?? 0;
            if (i >= 0)
            {
                (ours[i], theirs[i]) = (time, peerTime);
            }
        }

        (double our, double their) = (Statistics.Median(ours) / 1e3, Statistics.Median(theirs) / 1e3);
        Console.WriteLine(Line($"| instantiate one page and call, us | {our:F2} | {their:F2} |"));
        s_report.Add("instance", "one page, made and freed", "call", our * 1e3, peer is null ? null : V8, their * 1e3);
    }

    private static void HostCall(string folder, int rounds)
    {
        WasmModule module = Engine.Load(Kernel.Convert("hostcall", folder));
        using Engine engine = new(module, WasmCompiler.Compile(module, null, CompileLimits.Default), Host);
        double[] ours = new double[rounds];
        for (int i = -3; i < rounds; i++)
        {
            double time = engine.Run(HostCalls).Nanoseconds / HostCalls;
            ours[int.Max(i, 0)] = time;
        }

        Console.WriteLine(Line($"| host call with its loop, ns | {Statistics.Median(ours):F1} | |"));
        s_report.Add("host call", "empty, with its loop", "call", Statistics.Median(ours), goal: 15);
    }

    /// <summary>Decode, validate and compile; the JIT's time included.</summary>
    private static void Compile(string folder, int rounds)
    {
        string path = Kernel.Convert("sha256", folder);
        int bytes = 0;
        double[] load = new double[rounds];
        double[] compile = new double[rounds];
        for (int i = -3; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            WasmModule module = Engine.Load(path);
            double loaded = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            WasmCompiler.Compile(module, null, CompileLimits.Default);
            double compiled = Stopwatch.GetElapsedTime(start).TotalNanoseconds - loaded;
            bytes = module.Bytes.Length;
            (load[int.Max(i, 0)], compile[int.Max(i, 0)]) = (loaded, compiled);
        }

        double check = Statistics.Median(load);
        double jit = Statistics.Median(compile);
        Console.WriteLine(Line($"| check sha256 ({bytes} B), MB/s | {bytes * 1e3 / check:F1} | |"));
        Console.WriteLine(Line($"| compile sha256, ms | {jit / 1e6:F2} | |"));
        s_report.Add("check", "sha256", "byte", check / bytes, goal: 50);
        s_report.Add("compile", "sha256", "module", jit);
    }

    internal static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
