using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>How a function is compiled: shapes that make the JIT slow are not optimised or not compiled.</summary>
internal enum FunctionTier : byte
{
    /// <summary>The JIT optimises it.</summary>
    Optimized,

    /// <summary>The JIT translates it as it is.</summary>
    Plain,

    /// <summary>It stays with the interpreter.</summary>
    Interpreted,
}

/// <summary>Bounds on the time that compiling may take.</summary>
/// <param name="MaxOptimizedLoopDepth">Deepest nesting of loops that is optimised: time grows cubically.</param>
/// <param name="MaxOptimizedBlocks">Most runs that are optimised: time grows quadratically.</param>
/// <param name="MaxOptimizedCode">Most instructions that are optimised.</param>
/// <param name="MaxBlocks">Most runs that are compiled.</param>
/// <param name="MaxCode">Most instructions that are compiled.</param>
/// <param name="MaxLocals">Most locals that are compiled.</param>
/// <param name="MaxOptimizedCost">Most <see cref="CostOf"/> of the optimised functions of a module together.</param>
/// <param name="MaxModuleCode">Most instructions of a module that are compiled; the rest stays interpreted.</param>
internal sealed record CompileLimits(
    int MaxOptimizedLoopDepth,
    int MaxOptimizedBlocks,
    int MaxOptimizedCode,
    int MaxBlocks,
    int MaxCode,
    int MaxLocals,
    long MaxOptimizedCost,
    int MaxModuleCode)
{
    /// <summary>Limits of the node: a module of the largest size compiles within seconds in the background.</summary>
    public static CompileLimits Default { get; } = new(20, 400, 8_000, 1_500, 30_000, 1_000, 1_000_000, 400_000);

    /// <summary>Compiles everything: for tests that compare the compiler with the interpreter.</summary>
    public static CompileLimits Everything { get; } =
        new(20, 400, 8_000, int.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue, int.MaxValue);

    /// <summary>Time the JIT needs to optimise a function, in units of about a microsecond.</summary>
    /// <remarks>Measured: 134 ms for 400 small blocks, 1.4 us for an instruction of straight-line code.</remarks>
    public static long CostOf(WasmFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ((long)function.Blocks * function.Blocks) + (2L * function.Code.Length);
    }

    /// <summary>What becomes of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="compiledCode">Instructions of the module that are compiled already.</param>
    /// <param name="optimizedCost">Cost of the functions of the module that are optimised already.</param>
    public FunctionTier TierOf(WasmFunction function, int compiledCode, long optimizedCost)
    {
        ArgumentNullException.ThrowIfNull(function);
        int code = function.Code.Length;
        bool compiled = function.Blocks <= MaxBlocks && code <= MaxCode && function.Locals.Length <= MaxLocals
            && code <= MaxModuleCode - compiledCode;
        if (!compiled)
        {
            return FunctionTier.Interpreted;
        }

        bool optimized = function.LoopDepth <= MaxOptimizedLoopDepth && function.Blocks <= MaxOptimizedBlocks
            && code <= MaxOptimizedCode && CostOf(function) <= MaxOptimizedCost - optimizedCost;
        return optimized ? FunctionTier.Optimized : FunctionTier.Plain;
    }
}
