using Aether.TestKit.Mutants;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests.Mutants;

/// <summary>The checkers find every planted bug: what they let through in the campaign is worth something.</summary>
public sealed class MutantTests
{
    private const ulong MaxSeeds = 5_000;
    private const ulong MaxMedianSeed = 500;
    private const int LeastMutants = 40;

    /// <summary>AETHER_MUTANTS names a folder that takes mutants.md and mutants.json.</summary>
    [Fact]
    public void EveryMutantIsKilled()
    {
        MutantResult[] results = MutantScore.FindAll(Environment.ProcessorCount, MaxSeeds);

        string table = MutantScore.Table(results);
        TestContext.Current.SendDiagnosticMessage(table);
        if (Environment.GetEnvironmentVariable("AETHER_MUTANTS") is { } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "mutants.md"), table);
            File.WriteAllText(Path.Combine(folder, "mutants.json"), MutantScore.Json(results) + Environment.NewLine);
        }
        Assert.All(results, result => Assert.True(result.IsKilled, $"{result.Mutant.Name}: {result.Message}"));
        Assert.True(results.Length >= LeastMutants);
        Assert.True(MutantScore.MedianSeed(results) < MaxMedianSeed);
    }

    /// <summary>Settings made for one bug do not fail by themselves.</summary>
    [Fact]
    public void SettingsOfMutantsAreCleanWithoutThem()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            SimulationSettings settings = Campaign.SettingsOf(seed);
            new Simulation(InputMutants.WithoutProposals(settings, static timing => timing)).Run();
        }
    }

    [Fact]
    public void NamesAreDistinct() => Assert.Distinct(MutantCatalogue.All.Select(mutant => mutant.Name));
}
