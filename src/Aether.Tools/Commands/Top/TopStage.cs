namespace Aether.Tools.Commands.Top;

/// <summary>A stage over the last interval. Shares are parts of that time, from 0 to 1.</summary>
/// <param name="Stage">Name.</param>
/// <param name="Thread">Thread that runs it; empty when not told.</param>
/// <param name="Busy">Share of time with work.</param>
/// <param name="Wait">Share of time without work to do.</param>
/// <param name="Backpressure">Share of time blocked by what comes after it.</param>
/// <param name="Housekeeping">Share of time with upkeep.</param>
/// <param name="ItemsPerSecond">What it took.</param>
/// <param name="DroppedPerSecond">What it did not pass on.</param>
internal sealed record TopStage(
    string Stage,
    string Thread,
    double Busy,
    double Wait,
    double Backpressure,
    double Housekeeping,
    double ItemsPerSecond,
    double DroppedPerSecond);
