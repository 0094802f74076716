namespace Aether.Sdk.Contracts;

/// <summary>One reason for which a contract aborts.</summary>
/// <param name="Code">The number given to `abort`.</param>
/// <param name="Name">Its name.</param>
/// <param name="Docs">What it means and what to do; empty when there is nothing.</param>
public sealed record AbiError(uint Code, string Name, string Docs);
