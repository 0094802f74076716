namespace Aether.WasmBench.Gas;

/// <summary>What new code takes of a node, and pays.</summary>
/// <param name="Name">The module.</param>
/// <param name="Check">Nanoseconds of its check.</param>
/// <param name="Compile">Nanoseconds of its compilation.</param>
/// <param name="Gas">Gas of its last part and of a deployment.</param>
internal sealed record CodeFigure(string Name, double Check, double Compile, ulong Gas);
