using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>Says how much dearer a function is whose shape is compiled less well, or not at all.</summary>
/// <remarks>
/// The functions of a module are asked for in order. <b>Consensus</b>: the bounds and factors are part of the schedule,
/// not of a node: a compiler may do better than they say, and must not do worse.
/// </remarks>
/// <param name="schedule">Schedules before version 2 make no difference.</param>
internal sealed class EffortMeter(GasSchedule schedule)
{
    /// <summary>Deepest nesting of loops of a function that is optimised.</summary>
    public const int OptimizedLoopDepth = 20;

    /// <summary>Most runs of a function that is optimised.</summary>
    public const int OptimizedBlocks = 400;

    /// <summary>Most instructions of a function that is optimised.</summary>
    public const int OptimizedCode = 8_000;

    /// <summary>Most cost, runs squared and twice the instructions, of the optimised functions of a module.</summary>
    public const long OptimizedCost = 1_000_000;

    /// <summary>Most runs of a function that is compiled.</summary>
    public const int CompiledBlocks = 1_500;

    /// <summary>Most instructions of a function that is compiled.</summary>
    public const int CompiledCode = 30_000;

    /// <summary>Most instructions of a module that are compiled.</summary>
    public const int ModuleCode = 400_000;

    /// <summary>Times the weights that a function costs which is compiled as it is.</summary>
    public const int PlainFactor = 2;

    /// <summary>Times the weights that a function costs which the interpreter runs.</summary>
    public const int InterpretedFactor = 10;

    private int _code;
    private long _cost;

    /// <summary>Times the weights that the runs of the next function of the module cost.</summary>
    public int FactorOf(WasmFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (schedule.Version < 2)
        {
            return 1;
        }
        int code = function.Code.Length;
        if (function.Blocks > CompiledBlocks || code > CompiledCode || code > ModuleCode - _code)
        {
            return InterpretedFactor;
        }
        _code += code;
        long cost = ((long)function.Blocks * function.Blocks) + (2L * code);
        if (function.LoopDepth > OptimizedLoopDepth || function.Blocks > OptimizedBlocks || code > OptimizedCode
            || cost > OptimizedCost - _cost)
        {
            return PlainFactor;
        }
        _cost += cost;
        return 1;
    }
}
