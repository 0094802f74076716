using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>A bug that the checkers have to find.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Rule">The rule, invariant or known pattern that it breaks.</param>
/// <param name="Summary">What is wrong, in one sentence.</param>
/// <param name="Plant">The settings of a seed, with the bug in them.</param>
public sealed record Mutant(
    string Name, string Rule, string Summary, Func<SimulationSettings, SimulationSettings> Plant);
