namespace Aether.BenchKit.Measurement;

/// <summary>How long and how often every row is measured.</summary>
/// <param name="Rounds">Rounds; each gives one figure for each side of each row.</param>
/// <param name="SlicesPerRound">Slices of each side in a round, alternating; the median is the round's figure.</param>
/// <param name="SliceMs">Length of a slice; a single call that takes longer is a slice of its own.</param>
/// <param name="WarmUpPasses">Passes over all rows before the first slice.</param>
/// <param name="LeastWarmUpMs">Least milliseconds for one side of one row in a pass.</param>
/// <param name="MostWarmUpMs">Most milliseconds for one whose calls are long.</param>
internal sealed record MeasurementPlan(
    int Rounds, int SlicesPerRound, int SliceMs, int WarmUpPasses, int LeastWarmUpMs, int MostWarmUpMs)
{
    public static MeasurementPlan Full { get; } = new(9, 3, 20, 4, 20, 200);

    public static MeasurementPlan Quick { get; } = new(5, 1, 10, 4, 5, 100);
}
