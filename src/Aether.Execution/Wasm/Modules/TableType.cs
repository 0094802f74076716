namespace Aether.Execution.Wasm.Modules;

/// <summary>A table of references.</summary>
/// <param name="Element">Type of the entries.</param>
/// <param name="Size">Entries.</param>
public readonly record struct TableType(ValueType Element, ResizeLimits Size);
