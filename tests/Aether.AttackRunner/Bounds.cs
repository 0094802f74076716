using System.Globalization;
using Aether.Core;

namespace Aether.AttackRunner;

/// <summary>What an attacked run may differ by from the one that nobody attacked.</summary>
internal static class Bounds
{
    /// <summary>Finality p95 is within this multiple.</summary>
    public const double Finality = 2;

    /// <summary>Below this, finality is the noise of a machine that does other things too.</summary>
    public const double FinalityFloorMs = 400;

    /// <summary>Bytes that come back for each sent before an address is proven (RFC 9000, 8.1).</summary>
    public const double Amplification = 3;

    /// <summary>What a node may hold of what peers sent, beside what it needs for itself.</summary>
    public const long HeldBytes =
        Limits.Network.MaxReceivedBytes + Limits.Network.MaxConsensusBytes + Limits.Network.MaxTransactionBytes;

    /// <summary>The bound of the finality p95.</summary>
    public static double FinalityP95(Outcome baseline) => Math.Max(Finality * baseline.FinalityP95, FinalityFloorMs);

    /// <summary>The bound of a victim's memory.</summary>
    public static long Memory(Outcome baseline) => baseline.MemoryBytes + HeldBytes;

    /// <summary>What is wrong with an attacked run.</summary>
    public static IReadOnlyList<string> Judge(Outcome outcome, Outcome baseline, Attack attack, bool hasEnded)
    {
        List<string> faults = [];
        if (hasEnded)
        {
            faults.Add("a validator's process ended");
        }
        if (outcome.FinalityP95 > FinalityP95(baseline))
        {
            faults.Add(Text($"finality p95 is over {FinalityP95(baseline):F0} ms"));
        }
        // Latencies are those of blocks that came; when fewer come, they say too little.
        if (outcome.Blocks * 2 < baseline.Blocks)
        {
            faults.Add(Text($"less than half of the {baseline.Blocks} blocks of the run without attack"));
        }
        if (outcome.MemoryBytes > Memory(baseline))
        {
            faults.Add(Text($"memory is over {Memory(baseline) >> 20} MiB"));
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
