using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>Bounds on the time that compiling may take.</summary>
/// <remarks>
/// <b>Consensus</b>: a contract pays by <see cref="Default"/> for its compilation and for how its functions run, so the
/// numbers are part of the gas schedule.
/// </remarks>
/// <param name="MaxOptimizedLoopDepth">Deepest nesting of loops that is optimised: time grows cubically.</param>
/// <param name="MaxOptimizedBlocks">Most runs that are optimised: time grows quadratically.</param>
/// <param name="MaxOptimizedCode">Most instructions that are optimised.</param>
/// <param name="MaxBlocks">Most runs that are compiled.</param>
/// <param name="MaxCode">Most instructions that are compiled.</param>
/// <param name="MaxLocals">Most locals that are compiled.</param>
/// <param name="MaxCost">
/// Most <see cref="CostOf"/> of the compiled functions of a module together; the rest stays interpreted.
/// </param>
internal sealed record CompileLimits(
    int MaxOptimizedLoopDepth,
    int MaxOptimizedBlocks,
    int MaxOptimizedCode,
    int MaxBlocks,
    int MaxCode,
    int MaxLocals,
    long MaxCost)
{
    /// <summary>What a module costs before its first function.</summary>
    public const long CostOfModule = 400;

    // Microseconds, measured: a method, its locals, and its instructions, whether they are optimised or not.
    private const int CostOfMethod = 80;
    private const int CostOfLocal = 2;
    private const int CostOfCode = 2;

    // Of a run that is not optimised; what optimising takes grows with the square of their number.
    private const int CostOfPlainBlock = 10;

    /// <summary>
    /// Limits of the node. A module gets less than a second of the background's time, so that those that wait
    /// behind it are not kept from being compiled.
    /// </summary>
    public static CompileLimits Default { get; } = new(20, 400, 8_000, 1_500, 30_000, 1_000, 1_000_000);

    /// <summary>Compiles everything: for tests that compare the compiler with the interpreter.</summary>
    public static CompileLimits Everything { get; } =
        new(20, 400, 8_000, int.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue);

    /// <summary>Time that compiling a function takes, in units of about a microsecond.</summary>
    /// <remarks>An estimate by its shape alone: the same on every machine, though nothing depends on that.</remarks>
    public static long CostOf(WasmFunction function, FunctionTier tier)
    {
        ArgumentNullException.ThrowIfNull(function);
        long blocks = function.Blocks;
        long shape = tier == FunctionTier.Optimized ? blocks * blocks : CostOfPlainBlock * blocks;
        long code = (CostOfCode * (long)function.Code.Length) + (CostOfLocal * (long)function.Locals.Length);
        return tier == FunctionTier.Interpreted ? 0 : CostOfMethod + shape + code;
    }

    /// <summary>What becomes of a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="spent">Cost of the functions of the module that are compiled already.</param>
    public FunctionTier TierOf(WasmFunction function, long spent)
    {
        ArgumentNullException.ThrowIfNull(function);
        int code = function.Code.Length;
        if (function.Blocks > MaxBlocks || code > MaxCode || function.Locals.Length > MaxLocals)
        {
            return FunctionTier.Interpreted;
        }

        bool optimized = function.LoopDepth <= MaxOptimizedLoopDepth && function.Blocks <= MaxOptimizedBlocks
            && code <= MaxOptimizedCode;
        return optimized && CostOf(function, FunctionTier.Optimized) <= MaxCost - spent ? FunctionTier.Optimized
            : CostOf(function, FunctionTier.Plain) <= MaxCost - spent ? FunctionTier.Plain
            : FunctionTier.Interpreted;
    }
}
