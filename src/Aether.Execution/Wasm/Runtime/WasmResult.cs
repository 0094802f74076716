namespace Aether.Execution.Wasm.Runtime;

/// <summary>How a call ended. Results are in the caller's cells when it did not trap.</summary>
/// <param name="Trap">Why it trapped, or none.</param>
/// <param name="GasUsed">Gas taken; the whole limit when it ran out.</param>
public readonly record struct WasmResult(TrapKind Trap, long GasUsed)
{
    /// <summary>True when the call returned.</summary>
    public bool Returned => Trap == TrapKind.None;
}
