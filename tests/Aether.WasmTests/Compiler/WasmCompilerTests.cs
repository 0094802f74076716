using System.Runtime.CompilerServices;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Compiler;

public sealed class WasmCompilerTests
{
    private const byte End = 0x0B;
    private const byte LocalGet = 0x20;
    private const byte LocalSet = 0x21;
    private const byte I64Load = 0x29;
    private const byte I64Add = 0x7C;
    private const byte Call = 0x10;
    private const byte Drop = 0x1A;

    private static readonly CompileLimits s_plain = CompileLimits.Everything with { MaxOptimizedCode = 0 };

    [Theory]
    [InlineData(8_000)]
    [InlineData(2_000)]
    [InlineData(250)]
    [InlineData(1)]
    public void Call_RecursionWithMaximalFrames_TrapsAndTheProcessLives(int locals)
    {
        WasmModule module = ModuleText.Load(Recursion(locals), WasmLimits.General);
        WasmLimits limits = WasmLimits.General with { MaxStackCells = StackBudget.MaxCells };
        WasmResult optimized = Run(module, limits, CompileLimits.Everything);
        WasmResult plain = Run(module, limits, s_plain);
        Assert.Equal(TrapKind.StackOverflow, optimized.Trap);
        Assert.Equal(optimized, plain);

        // Every frame that fitted has paid, and no other.
        long frames = long.Min(limits.MaxCallDepth, StackBudget.MaxCells / module.Functions[0].FrameCells);
        long perFrame = module.Functions[0].Code.Where(i => i.Op == WasmOp.Charge).Take(1).Sum(i => (long)i.A);
        Assert.Equal(frames * perFrame, optimized.GasUsed);
    }

    [Fact]
    public void Call_RecursionOfTheLongestCode_TrapsAndTheProcessLives()
    {
        // Few cells and many calls: the frame that the JIT makes is far larger than the counted one.
        List<byte> code = [0];
        int calls = (CompileLimits.Default.MaxCode / 4) - 10;
        for (int i = 0; i < calls; i++)
        {
            code.AddRange([0x41, 0, I64Load, 0, 0, Drop]);
        }

        code.AddRange([Call, 0, Drop, 0x42, 0, End]);
        WasmModule module = ModuleText.Load(ModuleText.Function([0, 1, 0x7E], [.. code]), WasmLimits.General);
        Assert.InRange(module.Functions[0].Code.Length, 20_000, CompileLimits.Default.MaxCode);
        Assert.Equal(TrapKind.StackOverflow, Run(module, WasmLimits.General, s_plain).Trap);
    }

    [Fact]
    public void Compile_CodeThatNothingHolds_IsUnloaded()
    {
        WeakReference code = CompileAndRun();
        for (int i = 0; i < 50 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(code.IsAlive);
    }

    [Fact]
    public void Call_OutOfGasAtEveryPlace_UsesTheWholeLimit()
    {
        WasmModule module = ModuleText.Load(Recursion(3), WasmLimits.General);
        long whole = Run(module, WasmLimits.Contract, CompileLimits.Everything).GasUsed;
        for (long gas = 0; gas < whole; gas += 7)
        {
            WasmResult result = Run(module, WasmLimits.Contract, CompileLimits.Everything, gas);
            Assert.Equal(new WasmResult(TrapKind.OutOfGas, gas), result);
        }
    }

    /// <summary>All locals are loaded from memory, kept over a call of the function itself, and added up.</summary>
    private static byte[] Recursion(int locals)
    {
        List<byte> code = [1, .. ModuleText.Number((uint)locals), 0x7E];
        for (uint i = 0; i < locals; i++)
        {
            code.AddRange([0x41, 0, I64Load, 0, .. ModuleText.Number(8 * (i % 1_000))]);
            code.AddRange([LocalSet, .. ModuleText.Number(i)]);
        }

        code.AddRange([Call, 0]);
        for (uint i = 0; i < locals; i++)
        {
            code.AddRange([LocalGet, .. ModuleText.Number(i), I64Add]);
        }

        code.Add(End);
        return ModuleText.Function([0, 1, 0x7E], [.. code]);
    }

    private static WasmResult Run(WasmModule module, WasmLimits limits, CompileLimits compile, long gas = 1L << 60)
    {
        using MemoryPool pool = new();
        using WasmStore store = new(limits, GasSchedule.Version1, pool);
        CompiledCode code = WasmCompiler.Compile(module, null, compile);
        WasmInstance instance = store.Instantiate(module, code, [], 0, out string error, out _)!;
        Assert.Equal("", error);
        return instance.Call(0, new ulong[1], gas);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndRun()
    {
        WasmModule module = ModuleText.Load(Recursion(3), WasmLimits.General);
        CompiledCode code = WasmCompiler.Compile(module, null, CompileLimits.Everything);
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
        WasmInstance instance = store.Instantiate(module, code, [], 0, out _, out _)!;
        Assert.Equal(TrapKind.StackOverflow, instance.Call(0, new ulong[1], 1L << 60).Trap);
        return new WeakReference(code.Assembly);
    }
}
