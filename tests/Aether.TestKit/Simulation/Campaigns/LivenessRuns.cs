using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation.Faults;

namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>Runs that measure how soon blocks are final again, and how many views end with one.</summary>
public static class LivenessRuns
{
    /// <summary>Rounds of one seed of <see cref="Partitions"/>; each is one partition.</summary>
    public const int PartitionsPerSeed = 20;

    private static readonly FaultKind[] s_partitions =
    [
        FaultKind.PartitionUniform, FaultKind.PartitionBisect, FaultKind.PartitionIsolate, FaultKind.PartitionRing,
        FaultKind.PartitionBridge, FaultKind.PartitionOneWay, FaultKind.PartitionFlapping,
    ];

    /// <summary>Partitions of every shape, each 1 to 60 seconds long and healed at the end of its round.</summary>
    public static SimulationSettings Partitions(ulong seed)
    {
        SimulationRandom random = new(seed, "heal");
        long lengthUs = 1_000_000 * random.Between(1, random.Chance(1, 4) ? 60 : 10);
        FaultEvent[] script = new FaultEvent[PartitionsPerSeed];
        for (int round = 0; round < script.Length; round++)
        {
            FaultKind kind = s_partitions[random.Below(s_partitions.Length)];
            script[round] = new FaultEvent(round, 500_000, kind, 0, lengthUs, (long)(random.Bits() >> 1));
        }
        return new SimulationSettings
        {
            Seed = seed,
            Stakes = [.. Enumerable.Repeat(10u, 4 + (3 * random.Below(3)))],
            Timing = ConsensusTiming.ForSlot(500),
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Between(0, 20_000),
            DriftPpm = 200,
            Rounds = script.Length,
            Script = script,
            FaultsEndUs = lengthUs + 500_000,
            RecoveryUs = 120_000_000,
            RequiredHeights = 3,
            UsesSpec = false,
        };
    }

    /// <summary>Seven validators, one silent and one lying, otherwise no faults: five minutes.</summary>
    public static SimulationSettings SilentAndLying(ulong seed)
    {
        SimulationRandom random = new(seed, "views");
        ByzantineKind[] lies =
        [
            ByzantineKind.Equivocator, ByzantineKind.DoubleVoter, ByzantineKind.StaleProposer,
            ByzantineKind.TimeoutSpammer, ByzantineKind.Mutator, ByzantineKind.Withholder, ByzantineKind.Mixed,
            ByzantineKind.CertificateHider, ByzantineKind.ClaimWithholder, ByzantineKind.LateClaimer,
            ByzantineKind.SelectiveSender, ByzantineKind.FutureSpammer,
        ];
        ushort silent = (ushort)random.Below(7);
        ushort lying = (ushort)((silent + 1 + random.Below(6)) % 7);
        return new SimulationSettings
        {
            Seed = seed,
            Stakes = [.. Enumerable.Repeat(10u, 7)],
            Timing = ConsensusTiming.ForSlot(500),
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Between(0, 20_000),
            FaultsEndUs = 300_000_000,
            Byzantine = new Dictionary<ushort, ByzantineKind>
            {
                [silent] = ByzantineKind.Silent,
                [lying] = lies[seed % (ulong)lies.Length],
            },
            UsesSpec = false,
        };
    }
}
