using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests;

public sealed class FaultFreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void EveryViewIsFinalWithinItsSlot(int validators)
    {
        Simulation simulation = new(new SimulationSettings
        {
            Seed = 1,
            Stakes = Enumerable.Repeat(10u, validators).ToArray(),
            FaultsEndUs = 60_000_000,
        });

        simulation.Run();

        ulong views = simulation.Nodes.Max(node => node.Core!.CurrentView);
        long[] times = simulation.Oracle.FinalityTimesUs.Order().ToArray();
        TestContext.Current.SendDiagnosticMessage(
            $"{validators} validators: {views} views, {simulation.Oracle.FinalViews} final, "
            + $"median {times[times.Length / 2]} us, worst {times[^1]} us, {simulation.Steps} events");
        Assert.True((ulong)simulation.Oracle.FinalViews * 100 >= (views - 2) * 95);
        Assert.InRange(views, 115UL, 130UL);
        Assert.True(times[times.Length * 95 / 100] < 250_000);
    }
}
