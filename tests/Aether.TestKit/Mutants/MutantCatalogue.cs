namespace Aether.TestKit.Mutants;

/// <summary>Every bug that is planted.</summary>
public static class MutantCatalogue
{
    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
        [.. RuleMutants.All, .. RestartMutants.All, .. InputMutants.All, .. EffectMutants.All, .. EpochMutants.All];
}
