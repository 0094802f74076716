using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Status;

/// <summary>
/// Counts durations in buckets of one millisecond; anything from <see cref="MaxMs"/> up shares the last one.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one writer, any readers; a reader may miss the newest sample. <b>Cost</b>: no allocation to add.
/// </remarks>
public sealed class LatencyHistogram
{
    /// <summary>Upper end of the exact range.</summary>
    public const int MaxMs = 16_384;

    private readonly long[] _buckets = new long[MaxMs + 1];
    private long _count;
    private long _sumMs;
    private long _maxMs;

    /// <summary>Samples added.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Largest sample.</summary>
    public long LargestMs => Volatile.Read(ref _maxMs);

    /// <summary>Mean of all samples, rounded down; 0 without samples.</summary>
    public long MeanMs => Count == 0 ? 0 : Volatile.Read(ref _sumMs) / Count;

    /// <summary>Adds a sample; negative ones count as 0.</summary>
    public void Add(long milliseconds)
    {
        long value = Math.Max(milliseconds, 0);
        Volatile.Write(ref _buckets[Math.Min(value, MaxMs)], _buckets[Math.Min(value, MaxMs)] + 1);
        Volatile.Write(ref _sumMs, _sumMs + value);
        Volatile.Write(ref _maxMs, Math.Max(_maxMs, value));
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>
    /// Smallest duration that at least <paramref name="percent"/> percent of the samples do not exceed; 0 without
    /// samples.
    /// </summary>
    public long PercentileMs(int percent)
    {
        Check.That(percent is > 0 and <= 100);
        long total = Count;
        long rank = ((total * percent) + 99) / 100;
        long seen = 0;
        for (int value = 0; value <= MaxMs && total > 0; value++)
        {
            seen += Volatile.Read(ref _buckets[value]);
            if (seen >= rank)
            {
                return value == MaxMs ? LargestMs : value;
            }
        }
        return total == 0 ? 0 : LargestMs;
    }
}
