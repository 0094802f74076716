namespace Aether.TestKit.Simulation;

/// <summary>A checker found that an invariant does not hold.</summary>
public sealed class SimulationViolationException(string checker, string message) : Exception(checker + ": " + message)
{
    /// <summary>Name of the checker, such as "I-3".</summary>
    public string Checker { get; } = checker;
}
