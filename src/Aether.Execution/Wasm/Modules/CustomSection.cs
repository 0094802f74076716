namespace Aether.Execution.Wasm.Modules;

/// <summary>A section that the engine ignores.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its content after the name: a part of <see cref="WasmModule.Bytes"/>.</param>
/// <param name="Offset">Where the section stands in the module.</param>
public sealed record CustomSection(string Name, ReadOnlyMemory<byte> Bytes, int Offset);
