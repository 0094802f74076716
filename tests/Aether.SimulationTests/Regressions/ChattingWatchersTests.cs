using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests.Regressions;

/// <summary>
/// Every node that is not through the close of an epoch only watches, and they repeat its last certificate to each
/// other: who listens for silence waits for ever. The one who is through must be asked.
/// </summary>
public sealed class ChattingWatchersTests
{
    [Fact]
    public void WatchersOfAClosedEpoch_AskHowItEnded_ThoughTheyHearEachOther()
    {
        SimulationSettings settings = new()
        {
            Seed = 6408,
            Stakes = [10, 10, 10, 10],
            Timing = new ConsensusTiming(500, 150, 350, 1500, 30000),
            EpochSlots = 16,
            Regions = false,
            LatencyUs = 39876,
            JitterUs = 9957,
            LossPermille = 0,
            DuplicatePermille = 0,
            DiskUs = 3462,
            ExecuteUs = 9244,
            ClockSkewMs = 58,
            DriftPpm = 200,
            Rounds = 1,
            FaultsEndUs = 31000000,
            RecoveryUs = 135000000,
            RequiredHeights = 10,
            UsesSpec = false,
            Byzantine = new Dictionary<ushort, ByzantineKind> { [3] = ByzantineKind.LateClaimer },
            Script =
            [
                new(0, 0, FaultKind.PacketLost, -1, 31000000, 204),
                new(0, 0, FaultKind.PacketDuplicated, -1, 31000000, 199),
                new(0, 0, FaultKind.PacketCorrupted, -1, 31000000, 4),
                new(0, 5690037, FaultKind.Crash, 2, 320377, 14),
                new(0, 6181836, FaultKind.PartitionUniform, 2, 536358, 2104406027117495458),
                new(0, 11766958, FaultKind.DiskFlushFailed, 0, 186704, 478529993056824079),
                new(0, 22670731, FaultKind.PartitionFlapping, 3, 3873510, 2889300654928686928),
            ],
        };

        Assert.Null(ConsensusLevel.Run(settings).Violation);
    }
}
