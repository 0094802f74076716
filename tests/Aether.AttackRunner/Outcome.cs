namespace Aether.AttackRunner;

/// <summary>What the run of one attack showed. Times are finality in milliseconds, of all victims.</summary>
/// <param name="Name">The attack.</param>
/// <param name="QuietSamples">Finality times measured while nobody attacked.</param>
/// <param name="QuietP50">Their median.</param>
/// <param name="QuietP95">Their 95th percentile.</param>
/// <param name="QuietBlocks">Blocks that became final meanwhile.</param>
/// <param name="QuietMemoryBytes">Most resident memory of a victim before the first attack.</param>
/// <param name="Samples">Finality times measured under attack, in windows between the quiet ones.</param>
/// <param name="FinalityP50">Their median.</param>
/// <param name="FinalityP95">Their 95th percentile.</param>
/// <param name="Blocks">Blocks that became final meanwhile.</param>
/// <param name="LongestWaitMs">Longest time between two of them.</param>
/// <param name="MemoryBytes">Most resident memory of a victim.</param>
/// <param name="MemoryBound">What it may be.</param>
/// <param name="Tally">What was sent and counted.</param>
/// <param name="Faults">What is not as it must be; empty for a good outcome.</param>
internal sealed record Outcome(
    string Name,
    int QuietSamples,
    double QuietP50,
    double QuietP95,
    ulong QuietBlocks,
    long QuietMemoryBytes,
    int Samples,
    double FinalityP50,
    double FinalityP95,
    ulong Blocks,
    double LongestWaitMs,
    long MemoryBytes,
    long MemoryBound,
    Tally Tally,
    IReadOnlyList<string> Faults)
{
    /// <summary>Finality p95 under attack for each millisecond of it without.</summary>
    public double Ratio => QuietP95 == 0 ? 0 : FinalityP95 / QuietP95;
}
