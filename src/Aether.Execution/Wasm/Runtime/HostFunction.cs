using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>The body of a host function.</summary>
/// <param name="call">Who calls, and the gas and memory of the caller.</param>
/// <param name="cells">Arguments in order; results replace them from the start.</param>
/// <returns>None, or why the call traps.</returns>
public delegate TrapKind HostBody(in HostCall call, Span<ulong> cells);

/// <summary>A function of the host that modules may import. It belongs to no store.</summary>
/// <param name="type">Its type.</param>
/// <param name="gas">Gas of a call, taken before the body runs.</param>
/// <param name="body">What it does.</param>
public sealed class HostFunction(FunctionType type, long gas, HostBody body) : WasmExternal
{
    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <summary>The type.</summary>
    public FunctionType Type { get; } = type;

    /// <summary>Gas of a call.</summary>
    public long Gas { get; } = gas;

    /// <summary>What it does.</summary>
    public HostBody Body { get; } = body;

    /// <summary>Cells the body gets.</summary>
    internal int Cells { get; } = int.Max(type.Parameters.Length, type.Results.Length);
}
