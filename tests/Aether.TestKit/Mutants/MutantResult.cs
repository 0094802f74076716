namespace Aether.TestKit.Mutants;

/// <summary>What became of a mutant.</summary>
/// <param name="Mutant">The bug.</param>
/// <param name="Seed">First seed that finds it; zero when none did.</param>
/// <param name="Checker">The invariant that did not hold there.</param>
/// <param name="Message">What was seen.</param>
public sealed record MutantResult(Mutant Mutant, ulong Seed, string Checker, string Message)
{
    /// <summary>True when a checker found it.</summary>
    public bool IsKilled => Seed != 0;
}
