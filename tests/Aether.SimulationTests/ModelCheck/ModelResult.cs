namespace Aether.SimulationTests.ModelCheck;

/// <summary>What an exploration came to.</summary>
/// <param name="States">Distinct states found, or states walked through.</param>
/// <param name="IsExhausted">True when there are no others.</param>
/// <param name="HasViolation">True when two conflicting blocks are final in one of them.</param>
internal sealed record ModelResult(long States, bool IsExhausted, bool HasViolation);
