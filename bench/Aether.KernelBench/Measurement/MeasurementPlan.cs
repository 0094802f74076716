namespace Aether.KernelBench.Measurement;

/// <summary>How long and how often every row is measured.</summary>
/// <param name="Rounds">Rounds; each gives one figure for each side of each row.</param>
/// <param name="SlicesPerRound">Slices of each side in a round, alternating; the median is the round's figure.</param>
/// <param name="SliceMs">Length of a slice; a single call that takes longer is a slice of its own.</param>
/// <param name="WarmUpPasses">Passes over all rows before the first slice.</param>
/// <param name="WarmUpMs">Most milliseconds for one side of one row in a pass.</param>
internal sealed record MeasurementPlan(int Rounds, int SlicesPerRound, int SliceMs, int WarmUpPasses, int WarmUpMs)
{
    public static MeasurementPlan Full { get; } = new(9, 3, 20, 4, 100);

    public static MeasurementPlan Quick { get; } = new(5, 1, 10, 3, 40);
}
