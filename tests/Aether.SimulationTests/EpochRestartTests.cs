using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.SimulationTests;

/// <summary>Nodes that miss whole epochs, and networks that stop while an epoch changes.</summary>
public sealed class EpochRestartTests
{
    private const uint EpochSlots = 20;
    private const int Lost = 3;

    [Theory]
    [InlineData(25, false)]
    [InlineData(130, false)]
    [InlineData(25, true)]
    [InlineData(130, true)]
    public void NodeThatMissedEpochs_WalksThroughAllOfThem(long seconds, bool isDown)
    {
        Simulation simulation = new(Settings(seed: 7, seconds * 1_000_000));
        simulation.At(5_000_000, () =>
        {
            CutOff(simulation);
            if (isDown)
            {
                simulation.Nodes[Lost].Crash();
            }
        });
        ulong heightAtHeal = 0;
        uint lostEpoch = uint.MaxValue;
        simulation.At((seconds * 1_000_000) - 1, () =>
        {
            heightAtHeal = simulation.Nodes[0].Disk.Finalized.Height;
            lostEpoch = simulation.Nodes[Lost].Disk.Finalized.Epoch;
        });

        simulation.Run();

        SimulatedNode lost = simulation.Nodes[Lost];
        Assert.Equal(0U, lostEpoch);
        Assert.True(lost.Disk.Finalized.Height > heightAtHeal);
        Assert.Equal(simulation.Nodes[0].Core!.Epoch.RootHash, lost.Core!.Epoch.RootHash);
        Assert.True(lost.Core.Epoch.Epoch >= seconds / 25);
        TestContext.Current.SendDiagnosticMessage(
            $"{lost.Core.Epoch.Epoch} epochs, caught up in {simulation.Coverage.WorstRecoveryUs / 1000} ms");
    }

    /// <summary>Everybody stops within the time in which the epoch changes, in steps that meet every write.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WholeNetworkStopsWhileTheEpochChanges_AndGoesOn(ulong lane)
    {
        int changed = 0;
        for (int step = 0; step < 75; step++)
        {
            Simulation simulation = new(Settings(seed: 100 + lane, 16_000_000) with
            {
                DiskUs = 20_000,
                RecoveryUs = 20_000_000,
            });
            // The epoch ends at ten seconds when nothing goes wrong.
            long stop = 9_600_000 + (step * 10_000);
            simulation.At(stop, () =>
            {
                foreach (SimulatedNode node in simulation.Nodes)
                {
                    node.Crash();
                }
            });
            foreach (SimulatedNode node in simulation.Nodes)
            {
                simulation.At(stop + 300_000 + (node.Endpoint * 40_000), node.Start);
            }

            simulation.Run();
            changed += simulation.Oracle.Epochs > 1 ? 1 : 0;
        }

        Assert.Equal(75, changed);
    }

    private static SimulationSettings Settings(ulong seed, long faultsEndUs) => new()
    {
        Seed = seed,
        // Enough of them that the chain goes on without any one, whatever stakes an epoch draws.
        Stakes = [10, 10, 10, 10, 10, 10, 10, 10, 10],
        EpochSlots = EpochSlots,
        FaultsEndUs = faultsEndUs,
    };

    private static void CutOff(Simulation simulation)
    {
        for (int other = 0; other < simulation.Nodes.Count; other++)
        {
            simulation.Network.SetBlocked(Lost, other, blocked: true);
            simulation.Network.SetBlocked(other, Lost, blocked: true);
        }
    }
}
