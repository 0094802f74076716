using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>What an instance imports or exports: a function, table, memory or global.</summary>
public abstract class WasmExternal
{
    /// <summary>Which of the four it is.</summary>
    public abstract ExternalKind Kind { get; }
}
