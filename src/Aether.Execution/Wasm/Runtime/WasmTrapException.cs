namespace Aether.Execution.Wasm.Runtime;

/// <summary>Unwinds the frames of a call that traps. Never leaves the engine.</summary>
#pragma warning disable CA1032, CA1064 // made in one place only, and caught inside the engine
internal sealed class WasmTrapException(TrapKind kind, long gasLeft) : Exception
#pragma warning restore CA1032, CA1064
{
    /// <summary>Why.</summary>
    public TrapKind Kind { get; } = kind;

    /// <summary>Gas left when it happened.</summary>
    public long GasLeft { get; } = gasLeft;
}
