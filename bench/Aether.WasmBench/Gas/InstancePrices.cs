using System.Text;
using Aether.BenchKit.Measurement;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmBench.Gas;

/// <summary>Measures instances and the pages of their memories, made and given back.</summary>
internal static class InstancePrices
{
    /// <summary>Gas of an instance without its pages.</summary>
    public const ulong Gas = ContractModule.InstanceGas;

    private const int Instances = 20;

    private static readonly (string Name, uint Initial, int Steps, int Step)[] s_cases =
    [
        ("an instance, no pages", 0, 0, 0),
        ("an instance of 2 pages", 2, 0, 0),
        ("an instance of 64 pages", 64, 0, 0),
        ("64 pages one by one", 0, 64, 1),
        ("256 pages one by one", 0, 256, 1),
        ("256 pages at once", 0, 1, 256),
    ];

    /// <summary>Time of each case, and how many pages it has.</summary>
    public static IEnumerable<(string Name, double Nanoseconds, uint Pages)> Measure(string folder, int rounds)
    {
        foreach ((string name, uint initial, int steps, int step) in s_cases)
        {
            string source = Path.Combine(folder, "instance.wat");
            string target = Path.Combine(folder, "instance.wasm");
            StringBuilder text = new($"(module (memory (export \"memory\") {initial} 256) (func (export \"run\")");
            text.Append($" (local $i i32) (local.set $i (i32.const {steps})) (block $done (loop $l");
            text.Append(" (br_if $done (i32.eqz (local.get $i)))");
            text.Append($" (drop (memory.grow (i32.const {step})))");
            text.AppendLine(" (local.set $i (i32.sub (local.get $i) (i32.const 1))) (br $l)))))");
            File.WriteAllText(source, text.ToString());
            Kernel.ConvertFile(source, target);
            WasmModule module = Engine.Load(target);
            yield return (name, Time(module, rounds), (uint)int.Max((int)initial, steps * step));
        }
    }

    private static double Time(WasmModule module, int rounds)
    {
        CompiledCode code = WasmCompiler.Compile(module, null, CompileLimits.Default);
        using MemoryPool pool = new();
        double[] times = new double[rounds];
        for (int round = -2; round < rounds; round++)
        {
            long start = ThreadClock.Nanoseconds;
            for (int i = 0; i < Instances; i++)
            {
                using WasmStore store = new(WasmLimits.Contract, GasSchedule.Current, pool);
                WasmInstance instance = store.Instantiate(module, code, [], Engine.Gas, out _, out _)!;
                instance.Call(0, default, Engine.Gas);
            }

            times[int.Max(round, 0)] = (ThreadClock.Nanoseconds - start) / (double)Instances;
        }

        Array.Sort(times);
        return times[rounds / 2];
    }
}
