using Aether.Core;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>A value that is read again when it has become old.</summary>
/// <remarks><b>Threads</b>: any; readers that come at once may each read.</remarks>
internal sealed class Aged<T>(TimeProvider time, int ageMs, Func<T> read)
    where T : class
{
    private readonly Lock _lock = new();
    private T? _value;
    private long _readAt;

    /// <summary>The value, at most so old.</summary>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                long now = time.GetTimestamp();
                if (_value is null || time.GetElapsedTime(_readAt, now).TotalMilliseconds > ageMs)
                {
                    _value = read();
                    _readAt = now;
                }
                return _value;
            }
        }
    }

    /// <summary>One for what all metrics of a scrape share.</summary>
    public static Aged<T> OfScrape(TimeProvider time, Func<T> read) =>
        new(time, Limits.Telemetry.SampleAgeMs, read);
}
