using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation.Faults;

/// <summary>What faults a run draws, before they are drawn.</summary>
public sealed record FaultPlan
{
    /// <summary>Kinds of node and link faults with their weights; empty for none.</summary>
    public IReadOnlyList<(FaultKind Kind, int Weight)> Kinds { get; init; } = [];

    /// <summary>Mean time between two of them.</summary>
    public long MeanUs { get; init; } = 1_000_000;

    /// <summary>Longest partition, pause and time down.</summary>
    public long LongestUs { get; init; } = 4_000_000;

    /// <summary>Rates of packet faults, in thousandths, each for the whole of every round.</summary>
    public IReadOnlyList<(FaultKind Kind, int Permille)> Packets { get; init; } = [];

    /// <summary>The same plan as a script, drawn from a seed: a list of events in order.</summary>
    public IReadOnlyList<FaultEvent> Draw(ulong seed, int nodes, int rounds, long roundUs)
    {
        List<FaultEvent> script = [];
        int weights = Kinds.Sum(entry => entry.Weight);
        for (int round = 0; round < rounds; round++)
        {
            foreach ((FaultKind kind, int permille) in Packets)
            {
                script.Add(new FaultEvent(round, 0, kind, -1, roundUs, permille));
            }
            SimulationRandom random = new(seed, "faults" + round);
            long at = weights == 0 ? roundUs : random.Between(1, 2 * MeanUs);
            while (at < roundUs)
            {
                script.Add(DrawOne(random, round, at, weights, nodes));
                at += random.Between(1, 2 * MeanUs);
            }
        }
        return script;
    }

    private FaultEvent DrawOne(SimulationRandom random, int round, long at, int weights, int nodes)
    {
        int pick = random.Below(weights);
        int index = 0;
        while (pick >= Kinds[index].Weight)
        {
            pick -= Kinds[index++].Weight;
        }
        FaultKind kind = Kinds[index].Kind;
        int node = random.Below(nodes);
        // Short ones mostly: what heals at once meets what is still under way.
        long longest = random.Chance(1, 4) ? LongestUs : Math.Max(LongestUs / 8, 20_000);
        long length = random.Between(10_000, longest);
        long detail = kind switch
        {
            FaultKind.Crash or FaultKind.Wipe or FaultKind.DiskRestored => random.Below(25),
            FaultKind.WallJump => random.Between(-2_000, 2_000),
            _ => (long)(random.Bits() >> 2),
        };
        return new FaultEvent(round, at, kind, node, length, detail);
    }
}
