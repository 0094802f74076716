using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Metering;

/// <summary>What a run costs under the schedule in force hangs on nothing but the module.</summary>
public sealed class GasAgreementTests
{
    private const ulong Seeds = 150;
    private const long Gas = 30_000;

    [Fact]
    public void Charges_AreTheSumsOfTheWeightsUpToTheNextOne()
    {
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            WasmModule module = Load(ModuleGenerator.Make(seed).Bytes);
            GasSchedule schedule = GasSchedule.Version2.For(module);
            EffortMeter meter = new(schedule);
            foreach (WasmFunction function in module.Functions)
            {
                long factor = meter.FactorOf(function);
                long sum = schedule.EntryOf(function.Locals.Length - function.Type.Parameters.Length) * factor;
                long charged = 0;
                foreach (Instruction instruction in function.Code)
                {
                    if (instruction.Op == WasmOp.Charge)
                    {
                        Assert.True(charged == 0 || charged == sum, $"seed {seed}");
                        sum = charged == 0 ? sum : 0;
                        charged = instruction.A;
                    }
                    sum += schedule.WeightOf(instruction.Op) * factor;
                }
                Assert.Equal(charged, sum);
            }
        }
    }

    [Fact]
    public void Calls_OnBothEnginesAllTiersAndThreads_CostTheSame()
    {
        WasmThread.Run(() =>
        {
            for (ulong seed = 1; seed <= Seeds; seed++)
            {
                GeneratedModule generated = ModuleGenerator.Make(seed);
                WasmModule module = Load(generated.Bytes);
                WasmResult[] expected = Run(module, InterpretedCode.Shared, generated.Calls);
                CompileLimits plain = CompileLimits.Everything with { MaxOptimizedCode = 0 };
                Assert.Equal(expected, Run(module, WasmCompiler.Compile(module, null, CompileLimits.Everything),
                    generated.Calls));
                Assert.Equal(expected, Run(module, WasmCompiler.Compile(module, null, plain), generated.Calls));
                Assert.All(expected, result => Assert.InRange(result.GasUsed, 0, Gas));
                Assert.All(expected, result => Assert.True(
                    result.Trap != TrapKind.OutOfGas || result.GasUsed == Gas, $"seed {seed}"));
            }
        });
        WasmModule shared = Load(ModuleGenerator.Make(3).Bytes);
        WasmResult[][] runs = new WasmResult[4][];
        Thread[] threads = [.. Enumerable.Range(0, runs.Length).Select(i => WasmThread.Create(
            $"gas {i}", () => runs[i] = Run(shared, InterpretedCode.Shared, 1)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    private static WasmModule Load(byte[] bytes)
    {
        bool loaded = WasmLoader.TryLoad(
            bytes, WasmLimits.Contract, GasSchedule.Version2, out WasmModule? module, out _);
        Assert.True(loaded);
        return module!;
    }

    private static WasmResult[] Run(WasmModule module, IWasmCode code, int calls)
    {
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version2, pool);
        WasmInstance? instance = store.Instantiate(module, code, [], Gas, out _, out WasmResult started);
        if (instance is null)
        {
            return [started];
        }
        WasmResult[] results = new WasmResult[calls];
        ulong[] cells = new ulong[8];
        for (int i = 0; i < calls; i++)
        {
            Array.Clear(cells);
            results[i] = instance.Call(i, cells, Gas);
        }
        return results;
    }
}
