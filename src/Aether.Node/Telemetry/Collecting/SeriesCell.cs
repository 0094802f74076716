using Aether.Core.Diagnostics;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>One time series: a sum, and for a histogram the counts of its buckets.</summary>
/// <remarks><b>Threads</b>: any. <b>Cost</b>: no allocation to add.</remarks>
internal sealed class SeriesCell
{
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private double _sum;

    /// <summary>Starts at zero.</summary>
    /// <param name="bounds">Upper bounds, ascending; none for a counter.</param>
    public SeriesCell(double[] bounds)
    {
        _bounds = bounds;
        _buckets = new long[bounds.Length == 0 ? 0 : bounds.Length + 1];
    }

    /// <summary>Sum of what was added.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Adds to a counter.</summary>
    public void Add(double value)
    {
        double seen = Volatile.Read(ref _sum);
        while (true)
        {
            double was = Interlocked.CompareExchange(ref _sum, seen + value, seen);
            if (was.Equals(seen))
            {
                return;
            }
            seen = was;
        }
    }

    /// <summary>Adds an observation to a histogram.</summary>
    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
        {
            bucket++;
        }
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    /// <summary>Copies the counts: one for each bound and one above them. Not cumulative.</summary>
    public void CopyBuckets(Span<long> into)
    {
        Check.That(into.Length == _buckets.Length);
        for (int bucket = 0; bucket < into.Length; bucket++)
        {
            into[bucket] = Volatile.Read(ref _buckets[bucket]);
        }
    }
}
