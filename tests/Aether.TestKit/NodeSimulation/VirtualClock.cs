using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The clocks of one node: a monotonic one that drifts, a wall clock that is off and may jump.</summary>
internal sealed class VirtualClock(NodeSimulation simulation, int driftPpm, long skewMs) : TimeProvider
{
    /// <summary>How far the wall clock has jumped.</summary>
    public long JumpMs { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => simulation.NowUs + (simulation.NowUs / 1_000 * driftPpm / 1_000);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)SimulatedGenesis.TimestampMs + (simulation.NowUs / 1_000) + skewMs + JumpMs);
}
