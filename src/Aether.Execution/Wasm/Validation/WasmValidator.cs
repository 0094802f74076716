using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <summary>Checks a decoded module and makes the code both engines run.</summary>
/// <remarks>
/// <b>Cost</b>: one pass over each body. Work per byte is bounded by the parameters and results of a type.
/// <b>Source</b>: WebAssembly 2.0, chapter 3 and the algorithm of its appendix.
/// </remarks>
public static class WasmValidator
{
    /// <summary>Validates <paramref name="module"/>; sets the code of its functions.</summary>
    public static bool TryValidate(WasmModule module, WasmLimits limits, GasSchedule schedule, out WasmError error)
    {
        error = ModuleChecks.Check(module, limits);
        if (error.Kind != WasmErrorKind.None)
        {
            return false;
        }
        bool[] declared = ModuleChecks.DeclaredFunctions(module);
        var emitter = new CodeEmitter(schedule.For(module));
        var types = new TypeStack(limits.MaxFrameCells);
        var frames = new ControlFrame[limits.MaxNesting];
        foreach (WasmFunction function in module.Functions)
        {
            var body = new FunctionValidator(module, limits, function, declared, emitter, types, frames);
            if (!body.TryRun(out error))
            {
                return false;
            }
        }
        module.CompileCost = emitter.CompileCost;
        module.Validated = true;
        return true;
    }
}
