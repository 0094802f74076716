using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests.Regressions;

/// <summary>
/// The set of an epoch is one validator that only watched the epoch before, and loses its close on a full disk: it must
/// ask, because nobody else speaks.
/// </summary>
public sealed class LostCloseTests
{
    [Fact]
    public void ValidatorThatLostTheCloseOfAnEpoch_AsksForIt()
    {
        SimulationSettings settings = new()
        {
            Seed = 1816,
            Stakes = [10, 10, 10, 10, 10],
            Timing = new ConsensusTiming(500, 150, 350, 1500, 30000),
            EpochSlots = 38,
            Regions = false,
            LatencyUs = 34566,
            JitterUs = 6223,
            LossPermille = 0,
            DuplicatePermille = 0,
            DiskUs = 1960,
            ExecuteUs = 10062,
            ClockSkewMs = 34,
            DriftPpm = 200,
            Rounds = 1,
            FaultsEndUs = 41000000,
            RecoveryUs = 135000000,
            RequiredHeights = 10,
            UsesSpec = false,
            Byzantine = new Dictionary<ushort, ByzantineKind> { },
            Script =
            [
                new(0, 0, FaultKind.PacketLost, -1, 41000000, 14),
                new(0, 0, FaultKind.PacketReordered, -1, 41000000, 5),
                new(0, 0, FaultKind.PacketReplayed, -1, 41000000, 26),
                new(0, 0, FaultKind.PacketCorrupted, -1, 41000000, 8),
                new(0, 5765444, FaultKind.PartitionFlapping, 4, 477657, 2544898554537463227),
                new(0, 20537028, FaultKind.DiskFull, 2, 3777797, 2768091706021890439),
            ],
        };

        Assert.Null(ConsensusLevel.Run(settings).Violation);
    }
}
