namespace Aether.Sdk.Contracts;

/// <summary>One exported function.</summary>
/// <param name="Name">Its export.</param>
/// <param name="Docs">One sentence; empty when there is none.</param>
/// <param name="Mutates">False when it only reads, so that a query is enough.</param>
/// <param name="Inputs">What it reads from its input, in order.</param>
/// <param name="Outputs">What it returns, in order.</param>
public sealed record AbiMethod(
    string Name, string Docs, bool Mutates, IReadOnlyList<AbiField> Inputs, IReadOnlyList<AbiField> Outputs);
