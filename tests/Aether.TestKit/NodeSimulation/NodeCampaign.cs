using Aether.Consensus.HotStuff;
using Aether.Native;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Turns a seed into a run of whole nodes: sizes, faults and load are drawn from it.</summary>
public static class NodeCampaign
{
    // Real signatures take a hundred times as long.
    private const ulong RealEvery = 200;

    /// <summary>The settings of a seed.</summary>
    public static NodeSimulationSettings SettingsOf(ulong seed)
    {
        SimulationRandom random = new(seed, "node campaign");
        bool calm = random.Chance(1, 10);
        bool noisy = !calm && random.Chance(1, 2);
        bool real = seed % RealEvery == 0 && NativeLibraries.Bls.IsSupported;
        long slotMs = random.Chance(3, 4) ? 500 : random.Between(200, 1_000);
        return new NodeSimulationSettings
        {
            Seed = seed,
            Stakes = DrawStakes(random),
            Timing = new ConsensusTiming(
                slotMs, slotMs * 3 / 10, slotMs * 7 / 10, slotMs * 3, random.Chance(1, 4) ? 30_000 : 4_000),
            LatencyUs = random.Between(1_000, 60_000),
            JitterUs = random.Chance(1, 3) ? random.Between(1_000, 200_000) : random.Between(0, 10_000),
            LossPermille = noisy ? random.Below(4) * random.Below(75) : 0,
            DuplicatePermille = noisy ? random.Below(3) * random.Below(75) : 0,
            ReplayPermille = noisy ? random.Below(3) * random.Below(50) : 0,
            CorruptPermille = noisy ? random.Below(3) * random.Below(30) : 0,
            StageUs = random.Between(20, 1_000),
            ExecuteUs = random.Between(200, 20_000),
            ClockSkewMs = random.Below(3) * random.Below(30),
            DriftPpm = 200,
            DisruptionUs = calm ? 0 : random.Between(1_000_000, 6_000_000),
            Disruptions = (NodeDisruptions)(random.Chance(1, 2)
                ? (int)NodeDisruptions.All
                : random.Below((int)NodeDisruptions.All + 1)),
            FaultsEndUs = real ? 20_000_000 : random.Between(60_000_000, 240_000_000),
            RealSignatures = real,
            EpochSlots = DrawEpoch(random),
            ClientUs = random.Between(500_000, 6_000_000),
            Clients = (int)random.Between(4, 10),
        };
    }

    /// <summary>
    /// The same over peers that find one another and gossip: streams lose, repeat and change nothing, so that faulty
    /// peers take the place of faulty links.
    /// </summary>
    public static NodeSimulationSettings GossipOf(ulong seed)
    {
        NodeSimulationSettings settings = SettingsOf(seed);
        return settings with
        {
            UsesGossip = true,
            RealSignatures = false,
            LossPermille = Math.Min(settings.LossPermille, 50),
            DuplicatePermille = 0,
            ReplayPermille = 0,
            CorruptPermille = 0,
            Strangers = (int)(seed % 4),
            RecoveryUs = 120_000_000,
        };
    }

    private static uint DrawEpoch(SimulationRandom random) => random.Below(6) switch
    {
        < 3 => 20,
        3 => (uint)random.Between(8, 120),
        _ => 43_200,
    };

    private static uint[] DrawStakes(SimulationRandom random)
    {
        int count = random.Below(10) switch
        {
            < 7 => 4,
            7 => 5,
            8 => 6,
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
}
