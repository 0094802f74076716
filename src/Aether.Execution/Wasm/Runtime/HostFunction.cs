using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>The body of a host function.</summary>
/// <param name="call">Who calls, and the gas and memory of the caller.</param>
/// <param name="cells">Arguments in order; results replace them from the start.</param>
/// <returns>None, or why the call traps.</returns>
public delegate TrapKind HostBody(in HostCall call, Span<ulong> cells);

/// <summary>A function of the host that modules may import. It belongs to no store.</summary>
public sealed class HostFunction : WasmExternal
{
    // Weak, so that the stores that use the function decide how long it lives.
    private readonly GCHandle _handle;

    /// <summary>Makes a function.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="gas">Gas of a call, taken before the body runs.</param>
    /// <param name="body">What it does.</param>
    public HostFunction(FunctionType type, long gas, HostBody body)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Gas = gas;
        Body = body;
        Cells = int.Max(type.Parameters.Length, type.Results.Length);
        _handle = GCHandle.Alloc(this, GCHandleType.Weak);
    }

    /// <summary>Gives its handle back.</summary>
    ~HostFunction() => _handle.Free();

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Function;

    /// <summary>The type.</summary>
    public FunctionType Type { get; }

    /// <summary>Gas of a call.</summary>
    public long Gas { get; }

    /// <summary>What it does.</summary>
    public HostBody Body { get; }

    /// <summary>Cells the body gets.</summary>
    internal int Cells { get; }

    /// <summary>What a record in native memory knows it by; valid as long as the function is held.</summary>
    internal nint Handle => GCHandle.ToIntPtr(_handle);

    /// <summary>The function of a handle.</summary>
    internal static HostFunction Of(nint handle) => Unsafe.As<HostFunction>(GCHandle.FromIntPtr(handle).Target!);
}
