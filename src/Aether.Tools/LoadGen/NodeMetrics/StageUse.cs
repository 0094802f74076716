namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What a stage of one node did during a run, as shares of its time.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Busy">Share of the time in work.</param>
/// <param name="Backpressure">Share of the time waiting for the next stage.</param>
/// <param name="ItemsPerSecond">Items it handled.</param>
/// <param name="Dropped">Items it dropped by reason.</param>
internal sealed record StageUse(
    string Stage,
    double Busy,
    double Backpressure,
    double ItemsPerSecond,
    IReadOnlyDictionary<string, double> Dropped);
