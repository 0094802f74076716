namespace Aether.Sdk.Contracts;

/// <summary>Where a section of a module is.</summary>
/// <param name="Id">What it holds; 0 for custom sections.</param>
/// <param name="Start">Offset of its first byte, the id.</param>
/// <param name="Content">Offset behind its size and, for a custom section, behind its name.</param>
/// <param name="End">Offset behind its last byte.</param>
/// <param name="Name">Name of a custom section; null for the others.</param>
public readonly record struct WasmSection(byte Id, int Start, int Content, int End, string? Name);
