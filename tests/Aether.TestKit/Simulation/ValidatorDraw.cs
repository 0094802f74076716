namespace Aether.TestKit.Simulation;

/// <summary>Draws the validators of a run. What a seed gives depends on the order of its draws: it stays.</summary>
public static class ValidatorDraw
{
    /// <summary>Stakes of so many validators, descending: all equal in three runs of four.</summary>
    public static uint[] Stakes(SimulationRandom random, int count)
    {
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

    /// <summary>Three runs in four have faulty validators, with less than a third of the stake.</summary>
    /// <param name="random">Of the run.</param>
    /// <param name="stakes">All validators.</param>
    /// <param name="kinds">What the faulty ones may do.</param>
    /// <param name="tries">How often one is drawn.</param>
    public static Dictionary<ushort, ByzantineKind> Byzantine(
        SimulationRandom random, uint[] stakes, ReadOnlySpan<ByzantineKind> kinds, int tries)
    {
        Dictionary<ushort, ByzantineKind> faulty = [];
        if (random.Chance(1, 4))
        {
            return faulty;
        }
        long total = stakes.Sum(stake => stake);
        long weight = 0;
        for (int drawn = 0; drawn < tries; drawn++)
        {
            ushort index = (ushort)random.Below(stakes.Length);
            if (!faulty.ContainsKey(index) && (weight + stakes[index]) * 3 < total)
            {
                weight += stakes[index];
                faulty.Add(index, kinds[random.Below(kinds.Length)]);
            }
        }
        return faulty;
    }
}
