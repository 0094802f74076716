namespace Aether.Execution.Wasm.Binary;

/// <summary>Why and where a module is refused.</summary>
/// <param name="Kind">Class of the reason.</param>
/// <param name="Offset">Byte of the module at which it was seen.</param>
/// <param name="Function">Index of the function in whose body it was seen, -1 outside bodies.</param>
/// <param name="Message">The reason, in the words of the specification's tests where they have some.</param>
public readonly record struct WasmError(WasmErrorKind Kind, int Offset, int Function, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Function >= 0
            ? $"{Kind} at byte {Offset}, function {Function}: {Message}"
            : $"{Kind} at byte {Offset}: {Message}";
}
