using Aether.Consensus.HotStuff;

namespace Aether.TestKit.Simulation;

/// <summary>Turns a seed into a run: sizes, faults and faulty validators are drawn from it.</summary>
public static class Campaign
{
    // Those that came later would change what seeds give.
    private static readonly ByzantineKind[] s_kinds =
        [.. Enum.GetValues<ByzantineKind>().Where(kind => kind <= ByzantineKind.Mixed)];

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
            Byzantine = ValidatorDraw.Byzantine(random, stakes, s_kinds, tries: 3),
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
        return ValidatorDraw.Stakes(random, count);
    }
}
