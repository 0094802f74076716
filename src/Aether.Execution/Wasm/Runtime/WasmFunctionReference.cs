using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A function of a store.</summary>
/// <param name="store">The store.</param>
/// <param name="index">Its index there.</param>
/// <param name="type">Its type.</param>
public sealed class WasmFunctionReference(WasmStore store, int index, FunctionType type) : WasmExternal
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <summary>The store.</summary>
    public WasmStore Store { get; } = store;

    /// <summary>Index in the store.</summary>
    public int Index { get; } = index;

    /// <summary>The type.</summary>
    public FunctionType Type { get; } = type;

    /// <summary>The cell of a reference to it.</summary>
    public ulong Handle => (ulong)Index + 1;
}
