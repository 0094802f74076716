using Aether.TestKit.Mutants;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests.Mutants;

/// <summary>The checkers find every planted bug: what they let through in the campaign is worth something.</summary>
public sealed class MutantTests
{
    private const ulong MaxSeeds = 5_000;
    private const ulong SmokeSeeds = 500;
    private const ulong MaxMedianSeed = 500;
    private const int LeastMutants = 40;

    // It takes thousands of runs to meet these; './build.sh sim --mutants' looks for them too.
    private static readonly string[] s_slow =
    [
        "TrustPayloads", "IgnoreHighCertificateOfTimeout", "HelpersBecomeFinal", "ForgetView", "TrustTimeouts",
        "ForgetPendingBlocks", "JustifyByOldTimeout",
    ];

    /// <summary>All but the slow ones, or all of them where AETHER_MUTANTS is set.</summary>
    [Fact]
    public void EveryMutantIsKilled()
    {
        bool all = Environment.GetEnvironmentVariable("AETHER_MUTANTS") is not null;
        Mutant[] mutants = [.. MutantCatalogue.All.Where(mutant => all || !s_slow.Contains(mutant.Name))];

        MutantResult[] results = MutantScore.FindAll(
            mutants, Environment.ProcessorCount, all ? MaxSeeds : SmokeSeeds);

        TestContext.Current.SendDiagnosticMessage(MutantScore.Table(results));
        Assert.All(results, result => Assert.True(result.IsKilled, $"{result.Mutant.Name}: {result.Message}"));
        Assert.True(results.Length >= LeastMutants);
        Assert.True(MutantScore.MedianSeed(results) < MaxMedianSeed);
    }

    /// <summary>Bugs that only one checker is for are found by it.</summary>
    [Theory]
    [InlineData("LosePrecommitRequests", "I-17")]
    [InlineData("RearmTimers", "L-3")]
    [InlineData("KeepProposals", "L-3")]
    public void MutantOfAChecker_IsKilledByIt(string name, string checker)
    {
        Mutant mutant = MutantCatalogue.All.Single(mutant => mutant.Name == name);

        MutantResult result = MutantScore.Find(mutant, SmokeSeeds);

        Assert.Equal(checker, result.Checker);
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
