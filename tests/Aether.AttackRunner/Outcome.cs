namespace Aether.AttackRunner;

/// <summary>What one run showed.</summary>
/// <param name="Name">The attack, or `none`.</param>
/// <param name="FinalityP50">Median finality, in milliseconds.</param>
/// <param name="FinalityP95">95th percentile, in milliseconds.</param>
/// <param name="Blocks">Blocks that became final meanwhile.</param>
/// <param name="LongestWaitMs">Longest time between two of them.</param>
/// <param name="MemoryBytes">Most resident memory of a victim.</param>
/// <param name="Tally">What was sent and counted.</param>
/// <param name="Faults">What is not as it must be; empty for a good outcome.</param>
internal sealed record Outcome(
    string Name,
    double FinalityP50,
    double FinalityP95,
    ulong Blocks,
    double LongestWaitMs,
    long MemoryBytes,
    Tally Tally,
    IReadOnlyList<string> Faults);
