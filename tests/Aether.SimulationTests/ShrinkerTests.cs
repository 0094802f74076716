using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests;

public sealed class ShrinkerTests
{
    /// <summary>A planted bug is found, and what is left of the run is a few faults that show it.</summary>
    [Fact]
    public void PlantedBug_IsShownByFewFaults()
    {
        SimulationSettings? failing = null;
        for (ulong seed = 1; seed <= 200 && failing is null; seed++)
        {
            SimulationSettings settings = Swarm.SettingsOf(seed) with
            {
                Mutant = ShellMutant.ForgetVotes,
                UsesSpec = false,
            };
            failing = ConsensusLevel.Run(settings).Violation is null ? null : settings;
        }
        Assert.NotNull(failing);
        Shrinker shrinker = new(failing, maxRuns: 150);

        SimulationSettings? small = shrinker.Shrink();

        Assert.NotNull(small);
        int before = new Simulation(failing).Script.Count;
        TestContext.Current.SendDiagnosticMessage(
            $"{before} faults to {small.Script!.Count}, {failing.Stakes.Count} nodes to {small.Stakes.Count}, "
            + $"{failing.FaultsEndUs} us to {small.FaultsEndUs} in {shrinker.Runs} runs: {shrinker.Message}");
        Assert.True(small.Script.Count <= Math.Max(8, before / 4), $"{small.Script.Count} of {before} faults");
        Assert.NotNull(ConsensusLevel.Run(small).Violation);
        Assert.True(small.Stakes.Count <= failing.Stakes.Count && small.FaultsEndUs <= failing.FaultsEndUs);
        Assert.True(small.Stakes.Count * small.FaultsEndUs < failing.Stakes.Count * failing.FaultsEndUs);
        string source = shrinker.ToSource("Shrunk");
        Assert.Contains($"Seed = {failing.Seed}", source, StringComparison.Ordinal);
        Assert.Equal(small.Script.Count, source.Split("new(").Length - 2);
        Assert.Null(ConsensusLevel.Run(small with { Mutant = ShellMutant.None }).Violation);
    }
}
