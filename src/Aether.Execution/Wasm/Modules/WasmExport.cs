namespace Aether.Execution.Wasm.Modules;

/// <summary>Something a module shows outside.</summary>
/// <param name="Name">Its name, unique in the module.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Index in the index space of its kind.</param>
/// <param name="Offset">Where it stands in the module.</param>
public sealed record WasmExport(string Name, ExternalKind Kind, int Index, int Offset);
