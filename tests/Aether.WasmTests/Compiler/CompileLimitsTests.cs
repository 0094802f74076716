using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Compiler;

public sealed class CompileLimitsTests
{
    private static readonly CompileLimits s_limits = CompileLimits.Default;

    [Fact]
    public void TierOf_SmallFunction_IsOptimized() =>
        Assert.Equal(FunctionTier.Optimized, s_limits.TierOf(Function(3, 100, 1_000), 0, 0));

    [Fact]
    public void TierOf_ShapesThatTakeLong_AreNotOptimized()
    {
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(21, 100, 1_000), 0, 0));
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(3, s_limits.MaxOptimizedBlocks + 1, 1_000), 0, 0));
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(3, 100, s_limits.MaxOptimizedCode + 1), 0, 0));
    }

    [Fact]
    public void TierOf_ManyCostlyFunctions_AreOptimizedUpToABound()
    {
        WasmFunction function = Function(3, 300, 1_000);
        long cost = 0;
        int optimized = 0;
        while (s_limits.TierOf(function, 0, cost) == FunctionTier.Optimized)
        {
            optimized++;
            cost += CompileLimits.CostOf(function);
        }

        Assert.Equal(10, optimized);
        Assert.Equal(FunctionTier.Optimized, s_limits.TierOf(Function(1, 10, 100), 0, cost));
    }

    [Fact]
    public void TierOf_BeyondTheLimits_StaysInterpreted()
    {
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, s_limits.MaxBlocks + 1, 1_000), 0, 0));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, 100, s_limits.MaxCode + 1), 0, 0));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, 100, 100, s_limits.MaxLocals + 1), 0, 0));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, 100, 100), s_limits.MaxModuleCode - 99, 0));
    }

    private static WasmFunction Function(int loops, int blocks, int code, int locals = 4) => new()
    {
        Index = 0,
        TypeIndex = 0,
        Type = FunctionType.Empty,
        Locals = new ValueType[locals],
        BodyOffset = 0,
        BodyBytes = code,
        Code = new Instruction[code],
        LoopDepth = loops,
        Blocks = blocks,
    };
}
