namespace Aether.Tools.Contracts.Testing;

/// <summary>What one step did.</summary>
/// <param name="Call">Name of the method.</param>
/// <param name="Outcome">`Success`, the name of an error, or the status of a receipt.</param>
/// <param name="Gas">Gas that its code used.</param>
internal sealed record ScenarioOutcome(string Call, string Outcome, ulong Gas);
