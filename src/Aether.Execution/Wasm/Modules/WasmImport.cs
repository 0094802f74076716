namespace Aether.Execution.Wasm.Modules;

/// <summary>Something a module needs from outside.</summary>
/// <param name="Module">First part of the name.</param>
/// <param name="Name">Second part of the name.</param>
/// <param name="Kind">Which of the other members counts.</param>
/// <param name="TypeIndex">Index of a function's type.</param>
/// <param name="Table">A table's type.</param>
/// <param name="Memory">A memory's type.</param>
/// <param name="Global">A global's type.</param>
/// <param name="Offset">Where it stands in the module.</param>
public sealed record WasmImport(
    string Module,
    string Name,
    ExternalKind Kind,
    int TypeIndex,
    TableType Table,
    MemoryType Memory,
    GlobalType Global,
    int Offset);
