namespace Aether.Tools.LoadGen.Schedules;

/// <summary>Nanoseconds since the start of a run.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private const long NanosPerSecond = 1_000_000_000;

    private readonly long _start = time.GetTimestamp();

    /// <summary>When the run started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Nanoseconds since then.</summary>
    public long Now
    {
        get
        {
            long ticks = time.GetTimestamp() - _start;
            // Read several times for each send: where a tick is a nanosecond there is nothing to divide.
            return time.TimestampFrequency == NanosPerSecond
                ? ticks
                : (long)((Int128)ticks * NanosPerSecond / time.TimestampFrequency);
        }
    }

    /// <summary>Seconds since then.</summary>
    public double Seconds => Now / (double)NanosPerSecond;
}
