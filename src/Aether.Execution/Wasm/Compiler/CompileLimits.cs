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
/// <param name="MaxModuleCode">Most instructions of a module that are compiled; the rest stays interpreted.</param>
internal sealed record CompileLimits(
    int MaxOptimizedLoopDepth,
    int MaxOptimizedBlocks,
    int MaxOptimizedCode,
    int MaxBlocks,
    int MaxCode,
    int MaxLocals,
    int MaxModuleCode)
{
    /// <summary>Limits of the node: a module of the largest size compiles within seconds in the background.</summary>
    public static CompileLimits Default { get; } = new(20, 400, 8_000, 1_500, 30_000, 1_000, 400_000);

    /// <summary>Compiles everything: for tests that compare the compiler with the interpreter.</summary>
    public static CompileLimits Everything { get; } =
        new(20, 400, 8_000, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    /// <summary>What becomes of a function when so many instructions of the module are compiled already.</summary>
    public FunctionTier TierOf(WasmFunction function, int compiledCode)
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
            && code <= MaxOptimizedCode;
        return optimized ? FunctionTier.Optimized : FunctionTier.Plain;
    }
}
