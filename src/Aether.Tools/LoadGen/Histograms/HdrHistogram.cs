using System.Numerics;

namespace Aether.Tools.LoadGen.Histograms;

/// <summary>
/// Counts of latencies in microseconds with three significant digits from 1 us to an hour, in constant memory.
/// </summary>
/// <remarks>
/// Buckets double in size; each has 1,024 equal steps above the half that the one before covers, so a recorded value is
/// off by less than one part in 1,024. <b>Shape</b>: <see cref="Length"/> counts, 184 KiB. <b>Threads</b>: one at a
/// time; <see cref="Add"/> merges what several threads recorded. <b>Source</b>: the layout of HdrHistogram by Gil Tene,
/// so that <see cref="HistogramLog"/> is read by its tools.
/// </remarks>
internal sealed class HdrHistogram
{
    /// <summary>Digits that are kept.</summary>
    public const int SignificantDigits = 3;

    /// <summary>Largest value that is told apart, microseconds: one hour.</summary>
    public const long HighestTrackable = 3_600_000_000;

    private const int HalfBits = 10;
    private const int HalfCount = 1 << HalfBits;
    private const int FullMask = (2 * HalfCount) - 1;

    // 2,048 << 21 is the first power above an hour: 22 buckets, and one more half for the first.
    private const int Buckets = 22;

    /// <summary>Number of counts.</summary>
    public const int Length = (Buckets + 1) * HalfCount;

    private readonly long[] _counts = new long[Length];
    private long _min = long.MaxValue;

    /// <summary>Values recorded.</summary>
    public long Count { get; private set; }

    /// <summary>Values above an hour, recorded as an hour.</summary>
    public long Clamped { get; private set; }

    /// <summary>Largest value recorded, 0 without any.</summary>
    public long Max { get; private set; }

    /// <summary>Smallest value recorded, 0 without any.</summary>
    public long Min => Count == 0 ? 0 : _min;

    /// <summary>The counts by index.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Mean of the recorded values as the buckets hold them.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (int index = 0; index < Length; index++)
            {
                sum += _counts[index] * (double)MedianEquivalent(index);
            }
            return Count == 0 ? 0 : sum / Count;
        }
    }

    /// <summary>Records a value in microseconds; negative ones count as zero.</summary>
    public void Record(long microseconds, long count = 1)
    {
        long value = Math.Max(microseconds, 0);
        if (value > HighestTrackable)
        {
            value = HighestTrackable;
            Clamped += count;
        }
        _counts[IndexOf(value)] += count;
        Count += count;
        Max = Math.Max(Max, value);
        _min = Math.Min(_min, value);
    }

    /// <summary>Adds what another histogram recorded.</summary>
    public void Add(HdrHistogram other)
    {
        for (int index = 0; index < Length; index++)
        {
            _counts[index] += other._counts[index];
        }
        Count += other.Count;
        Clamped += other.Clamped;
        Max = Math.Max(Max, other.Max);
        _min = Math.Min(_min, other._min);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Clamped = 0;
        Max = 0;
        _min = long.MaxValue;
    }

    /// <summary>A copy.</summary>
    public HdrHistogram Copy()
    {
        HdrHistogram copy = new();
        copy.Add(this);
        return copy;
    }

    /// <summary>
    /// The value that <paramref name="percentile"/> percent of the values do not exceed: the highest of its step, and
    /// never above the largest recorded. 0 without values.
    /// </summary>
    public long Percentile(double percentile)
    {
        if (Count == 0)
        {
            return 0;
        }
        double share = Math.Clamp(percentile, 0, 100) / 100;
        long rank = Math.Max((long)Math.Ceiling(share * Count), 1);
        long seen = 0;
        for (int index = 0; index < Length; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
            {
                return Math.Min(HighestEquivalent(index), Max);
            }
        }
        return Max;
    }

    /// <summary>Recorded values at or below one, as a share.</summary>
    public double ShareAtOrBelow(long microseconds)
    {
        if (Count == 0)
        {
            return 1;
        }
        int last = IndexOf(Math.Clamp(microseconds, 0, HighestTrackable));
        long seen = 0;
        for (int index = 0; index <= last; index++)
        {
            seen += _counts[index];
        }
        return (double)seen / Count;
    }

    /// <summary>Index of the step that holds a value.</summary>
    public static int IndexOf(long value)
    {
        int bucket = 53 - BitOperations.LeadingZeroCount((ulong)value | FullMask);
        int step = (int)(value >> bucket);
        return ((bucket + 1) << HalfBits) + (step - HalfCount);
    }

    /// <summary>Smallest value of a step.</summary>
    public static long LowestEquivalent(int index)
    {
        int bucket = (index >> HalfBits) - 1;
        int step = (index & (HalfCount - 1)) + HalfCount;
        return bucket < 0 ? step - HalfCount : (long)step << bucket;
    }

    /// <summary>Largest value of a step.</summary>
    public static long HighestEquivalent(int index) =>
        LowestEquivalent(index) + (1L << Math.Max((index >> HalfBits) - 1, 0)) - 1;

    /// <summary>Restores counts, for reading a log back.</summary>
    internal void SetCount(int index, long count)
    {
        long value = LowestEquivalent(index);
        _counts[index] += count;
        Count += count;
        Max = Math.Max(Max, HighestEquivalent(index));
        _min = Math.Min(_min, value);
    }

    private static long MedianEquivalent(int index) =>
        LowestEquivalent(index) + ((1L << Math.Max((index >> HalfBits) - 1, 0)) >> 1);
}
