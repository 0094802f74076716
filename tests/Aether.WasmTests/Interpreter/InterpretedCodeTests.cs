using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Interpreter;

public sealed unsafe class InterpretedCodeTests
{
    /// <summary>(i64) -> (i64): recursion down to 0.</summary>
    private static readonly byte[] s_recursion = ModuleText.Function(
        [1, 0x7E, 1, 0x7E],
        [0, 0x20, 0, 0x50, 0x04, 0x7E, 0x42, 0, 0x05, 0x20, 0, 0x42, 1, 0x7D, 0x10, 0, 0x42, 1, 0x7C, 0x0B, 0x0B]);

    /// <summary>(i32) -> (i32): counts down, adding up.</summary>
    private static readonly byte[] s_loop = ModuleText.Function(
        [1, 0x7F, 1, 0x7F],
        [
            1, 1, 0x7F, 0x03, 0x40, 0x20, 1, 0x20, 0, 0x6A, 0x21, 1, 0x20, 0, 0x41, 1, 0x6B, 0x22, 0, 0x0D, 0, 0x0B,
            0x20, 1, 0x0B,
        ]);

    [Fact]
    public void Invoke_Loop_SumsAndCountsGasExactly()
    {
        ulong[] cells = [10];
        WasmResult result = Run(s_loop, cells, 10_000);
        Assert.Equal(TrapKind.None, result.Trap);
        Assert.Equal(55ul, cells[0]);

        // One local cleared and the loop's head, ten rounds of eight operations and a branch, the last local.
        Assert.Equal(1 + 1 + (10 * (8 + 2)) + 1, result.GasUsed);
    }

    [Fact]
    public void Invoke_EveryGasLimit_TrapsBelowTheNeedAndReturnsFromItOn()
    {
        ulong[] cells = [10];
        long need = Run(s_loop, cells, 10_000).GasUsed;
        for (long gas = 0; gas < need + 3; gas++)
        {
            cells[0] = 10;
            WasmResult result = Run(s_loop, cells, gas);
            Assert.Equal(gas < need ? TrapKind.OutOfGas : TrapKind.None, result.Trap);
            Assert.Equal(long.Min(gas, need), result.GasUsed);
        }
    }

    [Fact]
    public void Invoke_Recursion_EndsAtTheDepth()
    {
        int depth = WasmLimits.Contract.MaxCallDepth;
        ulong[] cells = [(ulong)depth - 1];
        Assert.Equal(TrapKind.None, Run(s_recursion, cells, 1_000_000).Trap);
        Assert.Equal((ulong)depth - 1, cells[0]);
        cells[0] = (ulong)depth;
        WasmResult result = Run(s_recursion, cells, 1_000_000);
        Assert.Equal(TrapKind.StackOverflow, result.Trap);
        Assert.InRange(result.GasUsed, depth * 15, depth * 25);
    }

    [Fact]
    public void Invoke_WideFrames_EndAtTheCells()
    {
        // 900 locals each: 72 frames fit into 65,536 cells.
        byte[] code = [1, 0x83, 0x07, 0x7E, .. s_recursion.AsSpan(s_recursion.Length - 20)];
        byte[] module = ModuleText.Function([1, 0x7E, 1, 0x7E], code);
        int cellsOfFrame = ModuleText.Load(module, WasmLimits.Contract).Functions[0].FrameCells;
        int fit = WasmLimits.Contract.MaxStackCells / cellsOfFrame;
        ulong[] cells = [(ulong)fit - 1];
        Assert.Equal(TrapKind.None, Run(module, cells, 1_000_000).Trap);
        cells[0] = (ulong)fit;
        Assert.Equal(TrapKind.StackOverflow, Run(module, cells, 1_000_000).Trap);
    }

    [Theory]
    [InlineData(0u, 1u, TrapKind.DivideByZero)]
    [InlineData(0x8000_0000u, 0u, TrapKind.None)]
    [InlineData(0xFFFF_FFFFu, 0x8000_0000u, TrapKind.IntegerOverflow)]
    [InlineData(3u, 7u, TrapKind.None)]
    public void Invoke_SignedDivision_Traps(uint divisor, uint dividend, TrapKind trap)
    {
        byte[] module = ModuleText.Function([2, 0x7F, 0x7F, 1, 0x7F], [0, 0x20, 1, 0x20, 0, 0x6D, 0x0B]);
        ulong[] cells = [divisor, divisor == 0 ? 5 : dividend];
        WasmResult result = Run(module, cells, 100);
        Assert.Equal(trap, result.Trap);
        Assert.Equal(12, result.GasUsed);
        Assert.True(trap != TrapKind.None || cells[0] == dividend / divisor);
    }

    [Theory]
    [InlineData(65_532u, 0u, TrapKind.None)]
    [InlineData(65_533u, 0u, TrapKind.MemoryOutOfBounds)]
    [InlineData(0xFFFF_FFFFu, 0xFFFF_FFFFu, TrapKind.MemoryOutOfBounds)]
    public void Invoke_Load_IsCheckedInOnePiece(uint address, uint offset, TrapKind trap)
    {
        byte[] module = ModuleText.Function(
            [1, 0x7F, 1, 0x7F], [0, 0x20, 0, 0x28, 0, .. ModuleText.Number(offset), 0x0B]);
        Assert.Equal(trap, Run(module, [address], 100).Trap);
    }

    [Fact]
    public void Invoke_Twice_AllocatesNothing()
    {
        long allocated = -1;
        WasmThread.Run(() =>
        {
            using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, new MemoryPool());
            WasmInstance instance = Instantiate(store, s_recursion);
            int budget = StackBudget.Full(WasmLimits.Contract);
            ulong cell = 20;
            instance.Data->Gas = 1_000_000;
            InterpretedCode.Shared.Invoke(instance, 0, &cell, budget);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                InterpretedCode.Shared.Invoke(instance, 0, &cell, budget);
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Invoke_AfterATrap_StartsClean()
    {
        using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, new MemoryPool());
        WasmInstance instance = Instantiate(store, s_recursion);
        ulong[] cells = [5];
        long need = instance.Call(0, cells, 10_000).GasUsed;
        for (int i = 0; i < 50; i++)
        {
            cells[0] = 1_000;
            Assert.Equal(TrapKind.StackOverflow, instance.Call(0, cells, 100_000).Trap);
            cells[0] = 5;
            Assert.Equal(new WasmResult(TrapKind.None, need), instance.Call(0, cells, 10_000));
            Assert.Equal(5ul, cells[0]);
        }
    }

    private static WasmResult Run(byte[] bytes, ulong[] cells, long gas)
    {
        using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, new MemoryPool());
        return Instantiate(store, bytes).Call(0, cells, gas);
    }

    private static WasmInstance Instantiate(WasmStore store, byte[] bytes)
    {
        WasmModule module = ModuleText.Load(bytes, WasmLimits.Contract);
        WasmInstance? instance = store.Instantiate(
            module, InterpretedCode.Shared, [], 0, out string error, out WasmResult result);
        Assert.True(instance is not null, error + result);
        return instance!;
    }
}
