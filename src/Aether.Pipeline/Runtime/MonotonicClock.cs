namespace Aether.Pipeline.Runtime;

/// <summary>
/// Milliseconds of the injected time provider: monotonic ones since creation, and those of the wall clock.
/// </summary>
internal sealed class MonotonicClock
{
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>Starts at zero.</summary>
    public MonotonicClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Milliseconds since creation; never goes back.</summary>
    public long NowMs => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Milliseconds since the Unix epoch; may jump.</summary>
    public ulong WallMs => (ulong)Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
}
