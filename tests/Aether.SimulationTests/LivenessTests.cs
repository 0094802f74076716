using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests;

/// <summary>How soon blocks are final after a partition, and how many views end with one beside faulty nodes.</summary>
/// <remarks>The same with more seeds: <c>./build.sh sim --level heal --seeds 500</c>, <c>--level views</c>.</remarks>
public sealed class LivenessTests
{
    [Fact]
    public void AfterPartitions_ABlockIsFinalWithinThreeTimeouts()
    {
        int rounds = 0;
        int soon = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Simulation simulation = new(LivenessRuns.Partitions(seed));
            simulation.Run();
            rounds += simulation.Liveness.FinalUs.Count;
            soon += simulation.Liveness.InThreeTimeouts;
        }
        TestContext.Current.SendDiagnosticMessage($"{soon} of {rounds} within three timeouts");
        Assert.Equal(10 * LivenessRuns.PartitionsPerSeed, rounds);
        Assert.True(soon * 100 >= rounds * 99, $"{soon} of {rounds}");
    }

    [Fact]
    public void WithOneSilentAndOneLyingOfSeven_FourViewsInFiveAreFinal()
    {
        ulong views = 0;
        int final = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            Simulation simulation = new(LivenessRuns.SilentAndLying(seed) with { FaultsEndUs = 60_000_000 });
            simulation.Run();
            views += simulation.Nodes.Max(node => node.Core!.CurrentView);
            final += simulation.Oracle.FinalViews;
        }
        TestContext.Current.SendDiagnosticMessage($"{final} of {views} views final");
        Assert.True((ulong)final * 100 >= views * 80, $"{final} of {views}");
    }
}
