using System.Text;
using Aether.BenchKit.Measurement;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Modules;

namespace Aether.WasmBench;

/// <summary>Searches for the program that gets the most time out of a unit of gas.</summary>
/// <remarks>
/// Each class is a loop whose body repeats one instruction in the way that is slowest for the processor: every result
/// feeds the next one, addresses miss the caches, branches cannot be foretold.
/// </remarks>
internal static class GasCalibration
{
    private const int Repeats = 32;
    private const int Iterations = 20_000;

    private const string Random =
        "(local.set $a (i32.add (i32.mul (local.get $a) (i32.const 1664525)) (i32.const 1013904223)))";

    /// <summary>An address in 16 MiB, a bit and a number below 4 of the last random number.</summary>
    private const string Far = "(i32.and (local.get $a) (i32.const 16777208))";

    private const string Bit = "(i32.and (local.get $a) (i32.const 262144))";

    private const string Low = "(i32.and (i32.shr_u (local.get $a) (i32.const 20)) (i32.const 3))";

    /// <summary>Classes: name, what one repetition is, and how many of them one iteration has.</summary>
    private static readonly (string Name, string Body, int Repeats)[] s_classes =
    [
        ("i32.add", "(local.set $a (i32.add (local.get $a) (local.get $b)))", Repeats),
        ("i32.rotl", "(local.set $a (i32.rotl (local.get $a) (local.get $b)))", Repeats),
        ("i32.popcnt", "(local.set $a (i32.add (i32.popcnt (local.get $a)) (local.get $b)))", Repeats),
        ("i64.mul", "(local.set $x (i64.mul (local.get $x) (local.get $y)))", Repeats),
        ("i32.div_u", "(local.set $a (i32.or (i32.div_u (local.get $b) (local.get $a)) (i32.const 1)))", Repeats),
        ("i64.div_s", "(local.set $x (i64.or (i64.div_s (local.get $y) (local.get $x)) (i64.const 1)))", Repeats),
        ("i64.rem_u", "(local.set $x (i64.or (i64.rem_u (local.get $y) (local.get $x)) (i64.const 1)))", Repeats),
        ("select", $"(local.set $a (select (local.get $a) (local.get $b) {Bit}))", Repeats),
        ("global", "(global.set $g (i32.add (global.get $g) (i32.const 3)))", Repeats),
        ("load", "(local.set $a (i32.load (i32.and (local.get $a) (i32.const 1020))))", Repeats),
        ("load far", $"{Random}(local.set $a (i32.xor (local.get $a) (i32.load {Far})))", Repeats),
        ("store far", $"{Random}(i32.store {Far} (local.get $a))", Repeats),
        ("store, load", "(i32.store (i32.const 64) (local.get $a)) (local.set $a (i32.load (i32.const 64)))", Repeats),
        ("if", $"{Random}(if {Bit} (then (local.set $b (i32.add (local.get $b) (i32.const 1)))))", Repeats),
        ("br_if", "(block (br_if 0 (local.get $b)) (local.set $a (i32.const 0)))", Repeats),
        ("br_table", $"{Random}(block (block (block (block (br_table 0 1 2 3 {Low})))))", Repeats),
        ("call", "(local.set $a (call $id (local.get $a)))", Repeats),
        ("call_indirect", "(local.set $a (call_indirect (type $one) (local.get $a) (i32.const 0)))", Repeats),
        ("call, 32 locals", "(local.set $a (call $wide (local.get $a)))", Repeats),
        ("host call", "(local.set $a (call $host (local.get $a)))", Repeats),
        ("memory.fill 16", "(memory.fill (i32.const 0) (i32.const 1) (i32.const 16))", Repeats),
        ("memory.fill 1 MiB", "(memory.fill (i32.const 0) (i32.const 1) (i32.const 1048576))", 1),
        ("memory.copy 16", "(memory.copy (i32.const 0) (i32.const 64) (i32.const 16))", Repeats),
        ("memory.copy 8 MiB", "(memory.copy (i32.const 0) (i32.const 8388608) (i32.const 8388608))", 1),
    ];

    /// <summary>Prints nanoseconds per gas of each class; 0 when measured.</summary>
    public static int Run(WasmOptions options, string folder)
    {
        int rounds = options.Quick ? 3 : 9;
        List<(string Name, double Price)> prices = [];
        Console.WriteLine("| class | ns per gas | gas per repetition |");
        Console.WriteLine("|---|---|---|");
        foreach ((string name, string body, int repeats) in s_classes)
        {
            if (!name.Contains(options.Filter, StringComparison.Ordinal))
            {
                continue;
            }

            (double price, double gas) = Measure(folder, body, repeats, rounds);
            prices.Add((name, price));
            Console.WriteLine(WasmCommand.Line($"| {name} | {price:F3} | {gas:F1} |"));
        }

        if (prices.Count > 1)
        {
            (string dear, double worst) = prices.MaxBy(p => p.Price);
            (string cheap, double best) = prices.MinBy(p => p.Price);
            Console.WriteLine();
            Console.WriteLine(WasmCommand.Line(
                $"worst {dear} {worst:F2} ns, best {cheap} {best:F2} ns, band {worst / best:F1}"));
        }

        return 0;
    }

    private static (double Price, double Gas) Measure(string folder, string body, int repeats, int rounds)
    {
        string source = Path.Combine(folder, "class.wat");
        string target = Path.Combine(folder, "class.wasm");
        File.WriteAllText(source, Text(body, repeats));
        Kernel.ConvertFile(source, target);
        WasmModule module = Engine.Load(target);
        using Engine engine = new(module, WasmCompiler.Compile(module, null, CompileLimits.Default), WasmCommand.Host);
        int iterations = repeats == 1 ? 20 : Iterations;
        double[] times = new double[rounds];
        long gas = 0;
        for (int i = -2; i < rounds; i++)
        {
            (double time, _, gas) = engine.Run(iterations);
            times[int.Max(i, 0)] = time;
        }

        return (Statistics.Median(times) / gas, (double)gas / iterations / repeats);
    }

    private static string Text(string body, int repeats)
    {
        StringBuilder text = new("""
            (module
             (type $one (func (param i32) (result i32)))
             (import "env" "host" (func $host (param i32) (result i32)))
             (memory 64) (table 1 funcref) (elem (i32.const 0) $id) (global $g (mut i32) (i32.const 7))
             (func $id (type $one) (local.get 0))
             (func $wide (type $one)
            """);
        text.Append("  ").AppendJoin(' ', Enumerable.Repeat("(local i64)", 32)).AppendLine(" (local.get 0))");
        text.AppendLine(" (func (export \"run\") (param $n i32) (result i32)");
        text.AppendLine("  (local $a i32) (local $b i32) (local $x i64) (local $y i64)");
        text.AppendLine("  (local.set $a (i32.const 12345)) (local.set $b (i32.const 0x7FFFFFF1))");
        text.AppendLine("  (local.set $x (i64.const 3)) (local.set $y (i64.const 0x7FFFFFFFFFFFFFE7))");
        text.AppendLine("  (if (i32.lt_u (memory.size) (i32.const 256))");
        text.AppendLine("   (then (drop (memory.grow (i32.const 192)))))");
        text.AppendLine("  (loop $l");
        for (int i = 0; i < repeats; i++)
        {
            text.Append("   ").AppendLine(body);
        }

        text.AppendLine("   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))");
        text.AppendLine("  (i32.add (i32.add (local.get $a) (local.get $b)) (i32.wrap_i64 (local.get $x)))))");
        return text.ToString();
    }
}
