using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Metering;

public sealed class EffortMeterTests
{
    [Theory]
    [InlineData(0, 1, 10, 1)]
    [InlineData(20, 400, 8_000, 1)]
    [InlineData(21, 1, 10, 2)]
    [InlineData(0, 401, 10, 2)]
    [InlineData(0, 1, 8_001, 2)]
    [InlineData(0, 1_500, 30_000, 2)]
    [InlineData(0, 1_501, 10, 10)]
    [InlineData(0, 1, 30_001, 10)]
    public void FactorOf_AFunction_FollowsItsShape(int loops, int blocks, int code, int factor)
    {
        WasmFunction function = Function(loops, blocks, code);
        Assert.Equal(factor, new EffortMeter(GasSchedule.Version2).FactorOf(function));
        Assert.Equal(1, new EffortMeter(GasSchedule.Version1).FactorOf(function));
    }

    [Fact]
    public void FactorOf_ManyFunctions_CountsThemInOrder()
    {
        EffortMeter meter = new(GasSchedule.Version2);
        int[] factors = [.. Enumerable.Range(0, 60).Select(_ => meter.FactorOf(Function(0, 300, 8_000)))];
        // Optimised they cost 90,000 + 16,000 + 80 each, otherwise 3,000 + 16,000 + 80: nine, then two of the rest.
        Assert.Equal([.. Enumerable.Repeat(1, 9), 2, 2, .. Enumerable.Repeat(10, 49)], factors);
        Assert.Equal(CompileLimits.CostOfModule + (9 * 106_080) + (2 * 19_080), meter.Spent);
    }

    [Fact]
    public void FactorOf_Bombs_IsWhatTheCompilerMakesOfThem()
    {
        foreach (WasmBomb bomb in WasmBombs.All.Where(bomb => bomb.Admitted))
        {
            WasmModule module = ModuleText.Load(bomb.Bytes);
            EffortMeter meter = new(GasSchedule.Version2);
            long spent = CompileLimits.CostOfModule;
            foreach (WasmFunction function in module.Functions)
            {
                FunctionTier tier = CompileLimits.Default.TierOf(function, spent);
                spent += CompileLimits.CostOf(function, tier);
                int factor = tier switch { FunctionTier.Optimized => 1, FunctionTier.Plain => 2, _ => 10 };
                Assert.Equal(factor, meter.FactorOf(function));
            }
            Assert.Equal(spent, meter.Spent);
            Assert.Equal(spent, module.CompileCost);
        }
    }

    private static WasmFunction Function(int loops, int blocks, int code) => new()
    {
        Index = 0,
        TypeIndex = 0,
        BodyOffset = 0,
        BodyBytes = code,
        Type = FunctionType.Empty,
        Locals = [],
        LoopDepth = loops,
        Blocks = blocks,
        Code = new Instruction[code],
    };
}
