using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>Says how much dearer a function is whose shape is compiled less well, or not at all.</summary>
/// <remarks>
/// The functions of a module are asked for in order. <b>Consensus</b>: the same <see cref="CompileLimits"/> decide what
/// a function pays and what the compiler makes of it; factors and limits are part of the schedule, not of a node.
/// </remarks>
/// <param name="schedule">Schedules before version 2 make no difference.</param>
internal sealed class EffortMeter(GasSchedule schedule)
{
    /// <summary>Times the weights that a function costs which is compiled as it is.</summary>
    public const int PlainFactor = 2;

    /// <summary>Times the weights that a function costs which the interpreter runs.</summary>
    public const int InterpretedFactor = 10;

    /// <summary>What compiling the module with the functions so far takes.</summary>
    public long Spent { get; private set; } = CompileLimits.CostOfModule;

    /// <summary>Times the weights that the runs of the next function of the module cost.</summary>
    public int FactorOf(WasmFunction function)
    {
        FunctionTier tier = CompileLimits.Default.TierOf(function, Spent);
        Spent += CompileLimits.CostOf(function, tier);
        return tier switch
        {
            _ when schedule.Version < 2 => 1,
            FunctionTier.Optimized => 1,
            FunctionTier.Plain => PlainFactor,
            _ => InterpretedFactor,
        };
    }
}
