namespace Aether.NetworkTests.Joining;

/// <summary>A time of day that stands still.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
