namespace Aether.SimulationTests.ModelCheck;

/// <summary>
/// What one honest validator signed, in 64 bits: record 16, prevotes and precommits 1 per block, timeouts 3 per view.
/// </summary>
internal static class ModelVoter
{
    private const int PrevoteShift = 16;
    private const int PrecommitShift = 24;
    private const int TimeoutShift = 32;

    /// <summary>Number of the safety record.</summary>
    public static int Record(ulong voter) => (int)(voter & 0xFFFF);

    /// <summary>True when the block at a position was prevoted.</summary>
    public static bool HasPrevote(ulong voter, int position) => ((voter >> (PrevoteShift + position)) & 1) != 0;

    /// <summary>True when the block at a position was precommitted.</summary>
    public static bool HasPrecommit(ulong voter, int position) => ((voter >> (PrecommitShift + position)) & 1) != 0;

    /// <summary>Certificate view reported with the timeout of a view, plus one; zero for none.</summary>
    public static int Timeout(ulong voter, int view) => (int)(voter >> (TimeoutShift + (3 * (view - 1)))) & 7;

    /// <summary>With another record.</summary>
    public static ulong WithRecord(ulong voter, int record) => (voter & ~0xFFFFUL) | (uint)record;

    /// <summary>With a prevote.</summary>
    public static ulong WithPrevote(ulong voter, int position) => voter | (1UL << (PrevoteShift + position));

    /// <summary>With a precommit.</summary>
    public static ulong WithPrecommit(ulong voter, int position) => voter | (1UL << (PrecommitShift + position));

    /// <summary>With a timeout.</summary>
    public static ulong WithTimeout(ulong voter, int view, int highView) =>
        voter | ((ulong)(highView + 1) << (TimeoutShift + (3 * (view - 1))));
}
