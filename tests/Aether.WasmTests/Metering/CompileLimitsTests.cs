using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Metering;

public sealed class CompileLimitsTests
{
    private static readonly CompileLimits s_limits = CompileLimits.Default;

    [Fact]
    public void TierOf_SmallFunction_IsOptimized() =>
        Assert.Equal(FunctionTier.Optimized, s_limits.TierOf(Function(3, 100, 1_000), 0));

    [Fact]
    public void TierOf_ShapesThatTakeLong_AreNotOptimized()
    {
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(21, 100, 1_000), 0));
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(3, s_limits.MaxOptimizedBlocks + 1, 1_000), 0));
        Assert.Equal(FunctionTier.Plain, s_limits.TierOf(Function(3, 100, s_limits.MaxOptimizedCode + 1), 0));
    }

    [Fact]
    public void TierOf_MoreThanAModuleMayCost_IsPlainThenInterpreted()
    {
        WasmFunction function = Function(3, 300, 1_000);
        Dictionary<FunctionTier, int> tiers = [];
        long spent = 0;
        for (int count = 0; count < 1_000; count++)
        {
            FunctionTier tier = s_limits.TierOf(function, spent);
            tiers[tier] = tiers.GetValueOrDefault(tier) + 1;
            spent += CompileLimits.CostOf(function, tier);
        }

        Assert.InRange(spent, s_limits.MaxCost - 10_000, s_limits.MaxCost);
        Assert.Equal(10, tiers[FunctionTier.Optimized]);
        Assert.InRange(tiers[FunctionTier.Plain], 5, 15);

        // A small one still fits behind them.
        Assert.Equal(FunctionTier.Optimized, s_limits.TierOf(Function(1, 2, 20), spent));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(1, 2, 20), s_limits.MaxCost));
    }

    /// <summary>What made one module hold up all others: many functions that each are within the limits.</summary>
    [Theory]
    [InlineData("2,000 functions of 999 locals")]
    [InlineData("2,000 functions of 60 nested loops")]
    public void TierOf_FunctionsOfABomb_CostABoundedTime(string name)
    {
        WasmBomb bomb = WasmBombs.All.Single(other => other.Name.StartsWith(name, StringComparison.Ordinal));
        Assert.True(ContractGate.TryAdmit(bomb.Bytes, GasSchedule.Version1, out WasmModule? module, out _));
        long spent = 0;
        int interpreted = 0;
        foreach (WasmFunction function in module!.Functions)
        {
            FunctionTier tier = s_limits.TierOf(function, spent);
            spent += CompileLimits.CostOf(function, tier);
            interpreted += tier == FunctionTier.Interpreted ? 1 : 0;
        }

        Assert.InRange(spent, 1, s_limits.MaxCost);
        Assert.InRange(interpreted, 1_000, 1_999);
    }

    [Fact]
    public void TierOf_BeyondTheLimits_StaysInterpreted()
    {
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, s_limits.MaxBlocks + 1, 1_000), 0));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, 100, s_limits.MaxCode + 1), 0));
        Assert.Equal(FunctionTier.Interpreted, s_limits.TierOf(Function(3, 100, 100, s_limits.MaxLocals + 1), 0));
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
