using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests;

/// <summary>A part of both Twins lanes; the whole: <c>./build.sh sim --level twins-exhaustive</c>.</summary>
public sealed class TwinsTests
{
    [Fact]
    public void ExhaustiveLane_Part_HoldsNoViolation()
    {
        TwinsLevel level = new("twins-exhaustive", TwinsScenario.Enumerate);
        foreach (ulong seed in new ulong[] { 0, 777, 1_400, TwinsScenario.Seeds - 1 })
        {
            SimulationOutcome outcome = level.Run(seed);
            Assert.Null(outcome.Violation);
            Assert.Equal(TwinsScenario.PerSeed, outcome.Scenarios);
        }
        Assert.Equal(0, level.Run(TwinsScenario.Seeds).Scenarios);
    }

    [Fact]
    public void RandomLane_Part_HoldsNoViolation()
    {
        TwinsLevel level = new("twins-random", TwinsScenario.Draw);
        SimulationOutcome outcome = level.Run(5);
        Assert.Null(outcome.Violation);
        Assert.Equal(outcome.Digest, level.Run(5).Digest);
    }
}
