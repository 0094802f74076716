namespace Aether.Execution.Wasm.Modules;

/// <summary>A global variable.</summary>
/// <param name="Type">Type of the value.</param>
/// <param name="Mutable">True when it may be written.</param>
public readonly record struct GlobalType(ValueType Type, bool Mutable);
