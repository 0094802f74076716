using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation.Faults;

namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>
/// Turns a seed into a long run: every seed leaves out some kinds of faults and has more of others.
/// </summary>
public static class Swarm
{
    private static readonly FaultKind[] s_nodes =
    [
        FaultKind.Crash, FaultKind.CrashStorm, FaultKind.Wipe, FaultKind.PartitionUniform, FaultKind.PartitionBisect,
        FaultKind.PartitionIsolate, FaultKind.PartitionRing, FaultKind.PartitionBridge, FaultKind.PartitionOneWay,
        FaultKind.PartitionFlapping, FaultKind.Clog, FaultKind.DiskFlushFailed, FaultKind.DiskFull,
        FaultKind.DiskStall, FaultKind.DiskRestored, FaultKind.Pause, FaultKind.WallJump, FaultKind.LateTimer,
    ];

    /// <summary>The settings of a seed.</summary>
    public static SimulationSettings SettingsOf(ulong seed)
    {
        SimulationRandom random = new(seed, "swarm");
        uint[] stakes = DrawStakes(random);
        bool regions = random.Chance(1, 4);
        ConsensusTiming timing = ConsensusTiming.ForSlot(random.Chance(3, 4) ? 500 : 250 * random.Between(1, 8));
        long roundUs = 1_000_000 * random.Between(20, 60);
        return new SimulationSettings
        {
            Seed = seed,
            Stakes = stakes,
            Timing = timing,
            EpochSlots = random.Chance(1, 2) ? (uint)random.Between(8, 60) : 10_000,
            Regions = regions,
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Chance(1, 3) ? random.Between(1_000, 100_000) : random.Between(0, 10_000),
            DiskUs = random.Between(50, 20_000),
            ExecuteUs = random.Between(200, 40_000),
            ClockSkewMs = random.Below(3) * random.Below(30),
            DriftPpm = 200,
            Plan = DrawPlan(random),
            Rounds = 4,
            FaultsEndUs = roundUs,
            RecoveryUs = RecoveryUs(timing, stakes.Length),
            RequiredHeights = 10,
            Byzantine = ValidatorDraw.Byzantine(random, stakes, Enum.GetValues<ByzantineKind>(), tries: 4),
            // The specification beside every core costs a tenth of the time.
            UsesSpec = random.Chance(1, 4),
        };
    }

    // Ten times the first timeout for each faulty leader and two more, after the longest that a view may take.
    private static long RecoveryUs(ConsensusTiming timing, int validators) =>
        1_000 * ((10 * timing.TimeoutMs * (((validators - 1) / 3) + 2)) + (3 * timing.MaxTimeoutMs));

    private static FaultPlan DrawPlan(SimulationRandom random)
    {
        List<(FaultKind Kind, int Weight)> kinds = [];
        foreach (FaultKind kind in s_nodes)
        {
            if (random.Chance(2, 3))
            {
                kinds.Add((kind, 1 + random.Below(4)));
            }
        }
        return new FaultPlan
        {
            Kinds = kinds,
            MeanUs = random.Between(300_000, 4_000_000),
            LongestUs = random.Chance(1, 4) ? 30_000_000 : random.Between(1_000_000, 8_000_000),
            Packets =
            [
                (FaultKind.PacketLost, random.Chance(1, 2) ? random.Below(300) : random.Below(40)),
                (FaultKind.PacketDuplicated, random.Chance(1, 2) ? random.Below(300) : 0),
                (FaultKind.PacketReordered, random.Chance(1, 2) ? random.Below(300) : 0),
                (FaultKind.PacketReplayed, random.Chance(1, 2) ? random.Below(200) : 0),
                (FaultKind.PacketCorrupted, random.Chance(1, 2) ? random.Below(20) : 0),
            ],
        };
    }

    private static uint[] DrawStakes(SimulationRandom random)
    {
        int count = random.Below(20) switch
        {
            < 12 => 4,
            < 15 => 5,
            < 18 => 7,
            _ => 10,
        };
        return ValidatorDraw.Stakes(random, count);
    }
}
