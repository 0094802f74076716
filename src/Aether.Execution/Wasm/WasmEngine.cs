namespace Aether.Execution.Wasm;

/// <summary>The engine as a whole.</summary>
public static class WasmEngine
{
    /// <summary>
    /// Names what the engine makes of a module: part of every key of a cache, and raised when results, gas or traps of
    /// any module change.
    /// </summary>
    public const uint Version = 1;
}
