using Aether.Execution.Wasm.Compiler;
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
        int[] factors = [.. Enumerable.Range(0, 60).Select(_ => meter.FactorOf(Function(0, 400, 8_000)))];
        // 160,000 + 16,000 each: five are optimised; 50 make up 400,000 instructions.
        Assert.Equal([.. Enumerable.Repeat(1, 5), .. Enumerable.Repeat(2, 45), .. Enumerable.Repeat(10, 10)], factors);
    }

    [Fact]
    public void FactorOf_Bombs_TheCompilerIsNeverWorse()
    {
        foreach (WasmBomb bomb in WasmBombs.All.Where(bomb => bomb.Admitted))
        {
            WasmModule module = ModuleText.Load(bomb.Bytes);
            EffortMeter meter = new(GasSchedule.Version2);
            int compiled = 0;
            long cost = 0;
            foreach (WasmFunction function in module.Functions)
            {
                FunctionTier tier = CompileLimits.Default.TierOf(function, compiled, cost);
                compiled += tier == FunctionTier.Interpreted ? 0 : function.Code.Length;
                cost += tier == FunctionTier.Optimized ? CompileLimits.CostOf(function) : 0;
                int factor = meter.FactorOf(function);
                Assert.True(
                    factor >= (tier switch { FunctionTier.Optimized => 1, FunctionTier.Plain => 2, _ => 10 }),
                    $"{bomb.Name}, function {function.Index}: {tier} pays {factor}");
            }
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
