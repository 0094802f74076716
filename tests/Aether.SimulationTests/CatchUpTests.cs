using Aether.Core;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests;

public sealed class CatchUpTests
{
    private const int Lost = 3;

    [Theory]
    [InlineData(60)]
    [InlineData(800)]
    public void NodeThatWasCutOff_ReachesTheHead(long seconds)
    {
        Simulation simulation = new(new SimulationSettings
        {
            Seed = 3,
            Stakes = [10, 10, 10, 10],
            FaultsEndUs = seconds * 1_000_000,
        });
        simulation.At(5_000_000, () => CutOff(simulation));
        ulong heightAtHeal = 0;
        ulong lostAtHeal = 0;
        simulation.At((seconds * 1_000_000) - 1, () =>
        {
            heightAtHeal = simulation.Nodes[0].Disk.Finalized.Height;
            lostAtHeal = simulation.Nodes[Lost].Disk.Finalized.Height;
        });

        simulation.Run();

        // The longer run is further behind than the core's tree is large, so it catches up in more than one go.
        Assert.True(seconds < 800 || heightAtHeal - lostAtHeal > Limits.Consensus.MaxPendingBlocks);
        Assert.True(simulation.Nodes[Lost].Disk.Finalized.Height > heightAtHeal);
        TestContext.Current.SendDiagnosticMessage(
            $"{heightAtHeal - lostAtHeal} blocks behind, caught up in {simulation.Coverage.WorstRecoveryUs / 1000} ms");
    }

    private static void CutOff(Simulation simulation)
    {
        for (int other = 0; other < simulation.Nodes.Count; other++)
        {
            simulation.Network.SetBlocked(Lost, other, blocked: true);
            simulation.Network.SetBlocked(other, Lost, blocked: true);
        }
    }
}
