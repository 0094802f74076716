using System.Diagnostics;
using Aether.Core;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Bombs;

/// <summary>Hostile modules cost what modules of their size may cost, checked, compiled and run.</summary>
public sealed class BombTests
{
    private const long RunGas = 200_000;

    /// <summary>Bytes allocated for each byte of a module: an instruction takes 16, and lists double.</summary>
    private const int AllocatedPerByte = 80;

    /// <summary>Bytes allocated whatever the size: two bytes can declare a thousand locals of a byte each.</summary>
    private const int AllocatedAlways = 500_000 + (Limits.Wasm.MaxFunctions * Limits.Wasm.MaxLocals);

    public static TheoryData<string> Names => [.. WasmBombs.All.Select(bomb => bomb.Name)];

    [Fact]
    public void All_FitIntoAContract() =>
        Assert.All(WasmBombs.All, bomb => Assert.InRange(bomb.Bytes.Length, 8, Limits.Wasm.MaxModuleBytes));

    [Theory]
    [MemberData(nameof(Names))]
    public void TryAdmit_Bomb_DecidesWithLittleMemory(string name)
    {
        WasmBomb bomb = Find(name);
        ContractGate.TryAdmit(bomb.Bytes, GasSchedule.Version1, out _, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool admitted = ContractGate.TryAdmit(
            bomb.Bytes, GasSchedule.Version1, out WasmModule? module, out WasmError error);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(admitted == bomb.Admitted, error.ToString());
        Assert.InRange(allocated, 0, AllocatedAlways + ((long)AllocatedPerByte * bomb.Bytes.Length));
        foreach (WasmFunction function in module?.Functions ?? [])
        {
            // Each byte of a body makes an instruction and a charge at most.
            Assert.InRange(function.Code.Length, 1, (2 * function.BodyBytes) + 2);
            Assert.InRange(function.BranchTable.Length, 0, BranchTarget.Cells * function.BodyBytes);
            Assert.InRange(function.FrameCells, 0, Limits.Wasm.MaxFrameCells);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_Bomb_EndsByItsGasOnBothEngines(string name)
    {
        WasmBomb bomb = Find(name);
        if (!ContractGate.TryAdmit(bomb.Bytes, GasSchedule.Version1, out WasmModule? module, out _))
        {
            Assert.False(bomb.Admitted);
            return;
        }
        WasmResult interpreted = Run(module!, InterpretedCode.Shared);
        WasmResult compiled = Run(module!, WasmCompiler.Compile(module!, InterpretedCode.Shared));
        Assert.Equal(interpreted, compiled);
        Assert.InRange(interpreted.GasUsed, 0, RunGas);
        Assert.True(interpreted.Trap != TrapKind.OutOfGas || interpreted.GasUsed == RunGas);
    }

    /// <summary>The table goes to the file <c>AETHER_WASM_BOMBS</c>, if there is one.</summary>
    [Fact]
    public void Measure_Bombs_EachIsCheckedCompiledAndRun()
    {
        string? path = Environment.GetEnvironmentVariable("AETHER_WASM_BOMBS");
        using TextWriter report = path is null ? TextWriter.Null : new StreamWriter(path);
        report.WriteLine("| bomb | bytes | check ms | compile ms | run ms | gas |\n|---|--:|--:|--:|--:|--:|");
        foreach (WasmBomb bomb in WasmBombs.All)
        {
            Measure(bomb, report);
        }
    }

    private static WasmBomb Find(string name) => WasmBombs.All.Single(bomb => bomb.Name == name);

    private static void Measure(WasmBomb bomb, TextWriter report)
    {
        double check = double.MaxValue;
        WasmModule? module = null;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ContractGate.TryAdmit(bomb.Bytes, GasSchedule.Version1, out module, out _);
            check = double.Min(check, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        string rest = "| refused | | |";
        if (module is not null)
        {
            long start = Stopwatch.GetTimestamp();
            IWasmCode code = WasmCompiler.Compile(module, InterpretedCode.Shared);
            double compile = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            start = Stopwatch.GetTimestamp();
            WasmResult result = Run(module, InterpretedCode.Shared);
            double run = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            GC.KeepAlive(code);
            rest = $"| {compile:F1} | {run:F2} | {result.GasUsed:N0} |";
        }
        report.WriteLine($"| {bomb.Name} | {bomb.Bytes.Length:N0} | {check:F2} {rest}");
    }

    private static WasmResult Run(WasmModule module, IWasmCode code)
    {
        using var pool = new MemoryPool();
        using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, pool);
        WasmInstance? instance = store.Instantiate(module, code, [], 0, out string error, out _);
        Assert.True(instance is not null, error);
        WasmResult result = instance!.Call(0, [], RunGas);
        var memory = (WasmMemory)instance.Export(ContractGate.MemoryName)!;
        Assert.InRange(memory.Pages, 1u, (uint)Limits.Wasm.MaxMemoryPages);
        return result;
    }
}
