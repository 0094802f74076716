using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.TestKit.Mutants;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests.ModelCheck;

/// <summary>All schedules of the production rules in two views, and many in three and four.</summary>
public sealed class VotingModelTests
{
    private const int Honest = 3;

    /// <summary>AETHER_MODEL_VIEWS=3 explores the third view too: minutes, and gigabytes.</summary>
    [Fact]
    public void AllViewsAreSafeInEverySchedule()
    {
        int views = int.Parse(
            Environment.GetEnvironmentVariable("AETHER_MODEL_VIEWS") ?? "2", CultureInfo.InvariantCulture);
        ModelResult result = new VotingModel(new ConsensusRules(), views, Honest).Explore(cap: long.MaxValue);

        Report($"rules, {views} views", result);
        Assert.True(result.IsExhausted);
        Assert.False(result.HasViolation);
        Assert.True(result.States > 10_000);
    }

    [Fact]
    public void ThreeViewsAreSafeAsFarAsExplored()
    {
        ModelResult result = new VotingModel(new ConsensusRules(), views: 3, Honest).Explore(cap: 500_000);

        Report("rules, 3 views, capped", result);
        Assert.False(result.HasViolation);
    }

    [Fact]
    public void RandomWalksOfFourViewsAreSafe()
    {
        ModelResult result = new VotingModel(new ConsensusRules(), views: 4, Honest)
            .Walk(walks: 20_000, new SimulationRandom(1, "walk"));

        Report("rules, 4 views, walks", result);
        Assert.False(result.HasViolation);
    }

    [Theory]
    [InlineData("PrecommitAfterTimeout", 3)]
    [InlineData("IgnoreHighCertificateOfTimeout", 3)]
    [InlineData("PrecommitWithoutLock", 3)]
    [InlineData("PrevoteAfterTimeout", 3)]
    [InlineData("TwoChainAcrossViews", 4)]
    [InlineData("TwoVotesInOneView", 2)]
    public void MutantIsFound(string name, int views)
    {
        ConsensusRules rules = RuleMutants.RulesOf(name);

        ModelResult result = new VotingModel(rules, views, Honest)
            .Walk(walks: 2_000_000, new SimulationRandom(1, "walk"));

        Report(name, result);
        Assert.True(result.HasViolation);
    }

    [Fact]
    public void TwoThirdsOfThreeValidatorsAreFound()
    {
        ConsensusRules rules = RuleMutants.RulesOf("TwoThirdsAreEnough");

        ModelResult result = new VotingModel(rules, views: 2, honest: 2).Explore(cap: 1_000_000);

        Report("TwoThirdsAreEnough", result);
        Assert.True(result.HasViolation);
    }

    private static void Report(string name, ModelResult result) =>
        TestContext.Current.SendDiagnosticMessage($"{name}: {result}");
}
