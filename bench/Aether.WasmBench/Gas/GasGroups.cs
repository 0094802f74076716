namespace Aether.WasmBench.Gas;

/// <summary>Which weight a class is there to measure.</summary>
internal static class GasGroups
{
    private static readonly (string Group, string[] Starts)[] s_groups =
    [
        ("rotate", ["i32.rotl", "i64.rotr"]),
        ("multiply", ["i32.mul", "i64.mul"]),
        ("count bits", ["i32.popcnt", "i32.clz", "i64.clz", "i64.ctz"]),
        ("compare", ["i32.lt_u", "i64.lt_s"]),
        ("divide, 32 bits", ["i32.div", "i32.rem"]),
        ("divide, 64 bits", ["i64.div", "i64.rem"]),
        ("select", ["select"]),
        ("global", ["global"]),
        ("jump", ["if", "br_if", "loop"]),
        ("br_table", ["br_table"]),
        ("call_indirect", ["call_indirect"]),
        ("call", ["call"]),
        ("bulk", ["memory.fill", "memory.copy", "memory.init"]),
    ];

    /// <summary>The group of a class; its dearest class says what the group's weight buys.</summary>
    public static string Of(GasClass one)
    {
        if (one.Name.Contains("load", StringComparison.Ordinal) || one.Name.Contains("store", StringComparison.Ordinal))
        {
            return one.Pages <= 4 ? "load, store, 256 KiB"
                : one.Pages <= 16 ? "load, store, 1 MiB"
                : "load, store, more";
        }

        foreach ((string group, string[] starts) in s_groups)
        {
            if (starts.Any(start => one.Name.StartsWith(start, StringComparison.Ordinal)))
            {
                return group;
            }
        }

        return "simple";
    }
}
