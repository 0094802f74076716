using Aether.Consensus.HotStuff;

namespace Aether.TestKit.Simulation;

/// <summary>Turns a seed into a run: sizes, faults and faulty validators are drawn from it.</summary>
public static class Campaign
{
    /// <summary>The settings of a seed.</summary>
    public static SimulationSettings SettingsOf(ulong seed)
    {
        SimulationRandom random = new(seed, "campaign");
        uint[] stakes = DrawStakes(random);
        bool calm = random.Chance(1, 8);
        return new SimulationSettings
        {
            Seed = seed,
            Stakes = stakes,
            Timing = new ConsensusTiming(500, 150, 350, 1500, random.Chance(1, 4) ? 30_000 : 4_000),
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Chance(1, 3) ? random.Between(1_000, 200_000) : random.Between(0, 10_000),
            LossPermille = calm ? 0 : random.Below(4) * random.Below(100),
            DuplicatePermille = calm ? 0 : random.Below(3) * random.Below(100),
            DiskUs = random.Between(50, 20_000),
            ExecuteUs = random.Between(200, 40_000),
            ClockSkewMs = random.Below(3) * random.Below(30),
            DisruptionUs = calm ? 0 : random.Between(300_000, 2_500_000),
            Disruptions = (Disruptions)(random.Chance(1, 2) ? (int)Disruptions.All : random.Below(64)),
            FaultsEndUs = random.Between(6_000_000, 12_000_000),
            Byzantine = DrawByzantine(random, stakes),
        };
    }

    private static uint[] DrawStakes(SimulationRandom random)
    {
        int count = random.Below(20) switch
        {
            0 => 1,
            < 13 => 4,
            < 17 => 5,
            _ => 7,
        };
        bool equal = random.Chance(3, 4);
        uint[] stakes = new uint[count];
        for (int index = 0; index < count; index++)
        {
            stakes[index] = equal ? 10 : (uint)random.Between(5, 20);
        }
        // The validator set is in this order too, so that an index here is an index there.
        Array.Sort(stakes, static (left, right) => right.CompareTo(left));
        return stakes;
    }

    // Three runs in four have faulty validators, with less than a third of the stake.
    private static Dictionary<ushort, ByzantineKind> DrawByzantine(SimulationRandom random, uint[] stakes)
    {
        Dictionary<ushort, ByzantineKind> faulty = [];
        if (random.Chance(1, 4))
        {
            return faulty;
        }
        long total = stakes.Sum(stake => stake);
        long weight = 0;
        for (int tries = 0; tries < 3; tries++)
        {
            ushort index = (ushort)random.Below(stakes.Length);
            if (!faulty.ContainsKey(index) && (weight + stakes[index]) * 3 < total)
            {
                weight += stakes[index];
                faulty.Add(index, (ByzantineKind)random.Below((int)ByzantineKind.Mixed + 1));
            }
        }
        return faulty;
    }
}
