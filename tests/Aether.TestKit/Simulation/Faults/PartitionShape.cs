using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation.Faults;

/// <summary>Which directed links a partition cuts.</summary>
internal static class PartitionShape
{
    /// <summary>A table of [from, to] for so many endpoints, decided by <paramref name="bits"/> alone.</summary>
    public static bool[,] Of(FaultKind kind, int endpoints, ulong bits)
    {
        ulong state = bits;
        int[] order = Shuffle(endpoints, ref state);
        ulong sides = SimulationRandom.SplitMix(ref state);
        int cutSize = 1 + (int)(SimulationRandom.SplitMix(ref state) % (ulong)Math.Max(1, endpoints - 1));
        bool[,] cut = new bool[endpoints, endpoints];
        for (int from = 0; from < endpoints; from++)
        {
            for (int to = 0; to < endpoints; to++)
            {
                cut[from, to] = from != to && kind switch
                {
                    FaultKind.PartitionUniform or FaultKind.PartitionFlapping =>
                        (order[from] < cutSize) != (order[to] < cutSize),
                    FaultKind.PartitionBisect => (order[from] < endpoints / 2) != (order[to] < endpoints / 2),
                    FaultKind.PartitionIsolate => order[from] == 0 || order[to] == 0,
                    FaultKind.PartitionRing => !AreNeighbours(order[from], order[to], endpoints),
                    FaultKind.PartitionBridge => order[from] != 0 && order[to] != 0
                        && (((order[from] ^ order[to]) & 1) != 0),
                    _ => SimulationRandom.SplitMix(ref sides) % 3 == 0,
                };
            }
        }
        return cut;
    }

    private static bool AreNeighbours(int left, int right, int count) =>
        (left + 1) % count == right || (right + 1) % count == left;

    private static int[] Shuffle(int count, ref ulong state)
    {
        int[] order = new int[count];
        for (int index = 0; index < count; index++)
        {
            int other = (int)(SimulationRandom.SplitMix(ref state) % (ulong)(index + 1));
            order[index] = order[other];
            order[other] = index;
        }
        return order;
    }
}
