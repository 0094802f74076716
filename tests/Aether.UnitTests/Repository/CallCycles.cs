namespace Aether.UnitTests.Repository;

/// <summary>Finds cycles in a call graph: the strongly connected components that call themselves.</summary>
internal static class CallCycles
{
    /// <summary>Each cycle as its members in ordinal order; cycles in the order of their first member.</summary>
    public static List<string[]> Find(IReadOnlyDictionary<string, SortedSet<string>> calls)
    {
        List<string[]> cycles = [];
        HashSet<string> placed = [];
        foreach (string start in calls.Keys.Order(StringComparer.Ordinal))
        {
            if (placed.Contains(start))
            {
                continue;
            }

            HashSet<string> reached = Reach(start, calls);
            if (!reached.Contains(start))
            {
                continue;
            }

            IEnumerable<string> members = reached.Where(m => m == start || Reach(m, calls).Contains(start));
            string[] cycle = [.. members.Order(StringComparer.Ordinal)];
            placed.UnionWith(cycle);
            cycles.Add(cycle);
        }

        return cycles;
    }

    /// <summary>What can be called from <paramref name="start"/>, itself only when it can come round again.</summary>
    private static HashSet<string> Reach(string start, IReadOnlyDictionary<string, SortedSet<string>> calls)
    {
        HashSet<string> reached = [];
        Stack<string> pending = new([start]);
        while (pending.TryPop(out string? caller))
        {
            foreach (string callee in calls.TryGetValue(caller, out SortedSet<string>? set) ? set : [])
            {
                if (reached.Add(callee))
                {
                    pending.Push(callee);
                }
            }
        }

        return reached;
    }
}
