using System.Globalization;
using Aether.Core;

namespace Aether.AttackRunner;

/// <summary>What the attacked windows of a run may differ by from the quiet ones of the same run.</summary>
internal static class Bounds
{
    /// <summary>Finality p95 is within this multiple.</summary>
    public const double Finality = 2;

    /// <summary>Bytes that come back for each sent before an address is proven (RFC 9000, 8.1).</summary>
    public const double Amplification = 3;

    /// <summary>
    /// The three victims see each block alike: below so many samples the 95th percentile is one block, which is chance.
    /// </summary>
    public const int FewestSamples = 60;

    /// <summary>What a node may hold of what peers sent, beside what it needs for itself.</summary>
    public const long HeldBytes =
        Limits.Network.MaxReceivedBytes + Limits.Network.MaxConsensusBytes + Limits.Network.MaxTransactionBytes;

    /// <summary>The bound of a victim's memory, from what it was without attack.</summary>
    public static long Memory(long quiet) => quiet + HeldBytes;

    /// <summary>What is wrong with a run.</summary>
    public static IReadOnlyList<string> Judge(Outcome outcome, Attack attack, bool hasEnded)
    {
        List<string> faults = [];
        if (hasEnded)
        {
            faults.Add("a validator's process ended");
        }
        if (outcome.QuietSamples < FewestSamples)
        {
            faults.Add(Text($"only {outcome.QuietSamples} samples without attack: run it longer"));
        }
        else if (outcome.Samples < FewestSamples)
        {
            faults.Add(Text($"only {outcome.Samples} samples under attack"));
        }
        else if (outcome.Ratio > Finality)
        {
            faults.Add(Text($"finality p95 is {outcome.Ratio:F2} times that without attack"));
        }
        // Latencies are those of blocks that came; when fewer come, they say too little.
        if (outcome.Blocks * 2 < outcome.QuietBlocks)
        {
            faults.Add(Text($"less than half of the {outcome.QuietBlocks} blocks without attack"));
        }
        if (outcome.MemoryBytes > outcome.MemoryBound)
        {
            faults.Add(Text($"memory is over {outcome.MemoryBound >> 20} MiB"));
        }
        if (outcome.Tally.Amplification > Amplification)
        {
            faults.Add(Text($"amplifies {outcome.Tally.Amplification:F1} times"));
        }
        if (outcome.Tally.Sent == 0)
        {
            faults.Add("nothing was sent");
        }
        else if (!attack.IsSeen(outcome.Tally))
        {
            faults.Add("the victims did not refuse, drop or cut anything");
        }
        return faults;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
