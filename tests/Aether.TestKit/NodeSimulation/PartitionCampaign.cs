using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Turns a seed into partitions and heals of whole nodes that gossip as in production.</summary>
public static class PartitionCampaign
{
    /// <summary>Partitions of a seed.</summary>
    public const int PerSeed = 20;

    private static readonly NodeDisruptions[] s_shapes =
    [
        NodeDisruptions.Bisect, NodeDisruptions.Bisect, NodeDisruptions.Isolate, NodeDisruptions.OneWay,
        NodeDisruptions.Ring, NodeDisruptions.Bridge, NodeDisruptions.Flapping,
    ];

    /// <summary>The settings of a seed.</summary>
    public static NodeSimulationSettings SettingsOf(ulong seed)
    {
        SimulationRandom random = new(seed, "partitions");
        int count = random.Below(10) switch
        {
            < 6 => 4,
            6 => 5,
            7 => 6,
            _ => 7,
        };
        bool crashes = random.Chance(1, 2);
        return new NodeSimulationSettings
        {
            Seed = seed,
            Stakes = [.. Enumerable.Repeat(10u, count)],
            Timing = ConsensusTiming.ForSlot(500),
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Between(0, 20_000),
            LossPermille = random.Chance(1, 2) ? random.Below(20) : 0,
            StageUs = random.Between(200, 1_000),
            ExecuteUs = random.Between(1_000, 20_000),
            DriftPpm = 200,
            EpochSlots = random.Chance(1, 3) ? (uint)random.Between(20, 120) : 43_200,
            ClientUs = random.Between(1_000_000, 6_000_000),
            Clients = 4,
            UsesGossip = true,
            Strangers = random.Chance(1, 2) ? 1 + random.Below(3) : 0,
            FaultsEndUs = long.MaxValue / 2,
            Partitions = [.. Enumerable.Range(0, PerSeed).Select(_ => Draw(random, count, crashes))],
        };
    }

    private static PartitionRound Draw(SimulationRandom random, int count, bool crashes)
    {
        NodeDisruptions shape = s_shapes[random.Below(s_shapes.Length)];
        long length = random.Below(20) switch
        {
            // Longer than connections live without a word.
            0 when random.Chance(1, 2) => random.Between(20_000_000, 45_000_000),
            < 4 => random.Between(3_000_000, 10_000_000),
            _ => random.Between(300_000, 3_000_000),
        };
        NodeDisruption partition = new(0, shape, random.Below(count), length, SidesOf(random, count, shape));
        List<NodeDisruption> also = [];
        if (crashes && random.Chance(1, 3))
        {
            also.Add(new NodeDisruption(
                random.Between(0, length),
                random.Chance(1, 2) ? NodeDisruptions.CrashAtEffect : NodeDisruptions.CrashBetween,
                random.Below(count),
                random.Between(10_000, 2_000_000),
                random.Bits()));
        }
        else if (crashes && random.Chance(1, 4))
        {
            also.Add(new NodeDisruption(
                random.Between(0, length), NodeDisruptions.Pause, random.Below(count),
                random.Between(100_000, 4_000_000), 0));
        }
        return new PartitionRound(random.Between(100_000, 1_000_000), partition, also);
    }

    // One bit for the side of each node: two halves, or any two groups of which neither is empty. Where links are cut
    // one by one the bits are those links.
    private static ulong SidesOf(SimulationRandom random, int count, NodeDisruptions shape)
    {
        if (shape is NodeDisruptions.OneWay or NodeDisruptions.Isolate or NodeDisruptions.Ring)
        {
            return random.Bits();
        }
        ulong high = random.Bits() << count;
        if (random.Chance(1, 2))
        {
            int[] order = [.. Enumerable.Range(0, count).OrderBy(_ => random.Bits())];
            return order[..(count / 2)].Aggregate(high, (sides, node) => sides | (1UL << node));
        }
        return high | (ulong)random.Between(1, (1L << count) - 2);
    }
}
