using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests;

public sealed class CampaignRunnerTests
{
    /// <summary>A violation is told when it is found, with its seed, and stands in the list at the end.</summary>
    [Fact]
    public void Run_EveryViolation_IsToldOnceAndListed()
    {
        CampaignOptions options = new() { MaxSeeds = 20, Cores = 2, RepeatEvery = 0 };
        CampaignRunner campaign = new(new EveryFourth(), options);
        List<string> told = [];

        campaign.Run(progress: null, told.Add);

        Assert.Equal(told, campaign.Totals.Violations);
        Assert.Equal(
            ["seed 12: I-0: planted", "seed 16: I-0: planted", "seed 20: I-0: planted", "seed 4: I-0: planted",
                "seed 8: I-0: planted"],
            told.Order(StringComparer.Ordinal));
        Assert.Equal(20, campaign.Totals.Seeds);
    }

    private sealed class EveryFourth : ISimulationLevel
    {
        public string Name => "every fourth";

        public SimulationOutcome Run(ulong seed) => new()
        {
            Seed = seed,
            Events = 1,
            VirtualUs = 1,
            Digest = seed,
            Violation = seed % 4 == 0 ? "I-0: planted" : null,
            Faults = new FaultCounts(),
        };
    }
}
