using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Schedules;
using Xunit;

namespace Aether.NodeTests.LoadGen.Histograms;

public sealed class HdrHistogramTests
{
    private static readonly double[] s_percentiles = [0, 1, 10, 50, 90, 95, 99, 99.9, 99.99, 100];

    [Fact]
    public void Percentiles_ManyMagnitudes_AreTheExactOnesToThreeDigits()
    {
        long[] values = Values(100_000, seed: 7);
        HdrHistogram histogram = new();
        foreach (long value in values)
        {
            histogram.Record(value);
        }
        Array.Sort(values);
        foreach (double percentile in s_percentiles)
        {
            int rank = Math.Max((int)Math.Ceiling(percentile / 100 * values.Length), 1);
            long exact = values[rank - 1];
            long found = histogram.Percentile(percentile);
            Assert.InRange(found, exact, exact + (exact / 1_000));
        }
        Assert.Equal(values[^1], histogram.Max);
        Assert.Equal(values[0], histogram.Min);
        Assert.Equal(values.Length, histogram.Count);
        double mean = values.Average();
        Assert.InRange(histogram.Mean, mean * 0.999, mean * 1.001);
    }

    [Fact]
    public void IndexOf_EveryStep_HoldsItsOwnBounds()
    {
        long next = 0;
        for (int index = 0; index < HdrHistogram.Length; index++)
        {
            Assert.Equal(next, HdrHistogram.LowestEquivalent(index));
            long highest = HdrHistogram.HighestEquivalent(index);
            Assert.Equal(index, HdrHistogram.IndexOf(next));
            Assert.Equal(index, HdrHistogram.IndexOf(highest));
            next = highest + 1;
        }
        Assert.True(next > HdrHistogram.HighestTrackable);
    }

    [Fact]
    public void Add_TwoParts_IsTheWhole()
    {
        long[] values = Values(5_000, seed: 3);
        HdrHistogram whole = new();
        HdrHistogram left = new();
        HdrHistogram right = new();
        for (int index = 0; index < values.Length; index++)
        {
            whole.Record(values[index]);
            (index % 3 == 0 ? left : right).Record(values[index]);
        }
        left.Add(right);
        Assert.Equal(whole.Counts, left.Counts);
        Assert.Equal((whole.Count, whole.Min, whole.Max), (left.Count, left.Min, left.Max));
    }

    [Fact]
    public void Record_OutOfRange_IsClampedAndCounted()
    {
        HdrHistogram histogram = new();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.Min);
        Assert.Equal(HdrHistogram.HighestTrackable, histogram.Max);
        Assert.Equal(1, histogram.Clamped);
        Assert.Equal(2, histogram.Count);
    }

    [Fact]
    public void ShareAtOrBelow_CountsAsPercentilesDo()
    {
        HdrHistogram histogram = new();
        for (int value = 1; value <= 1_000; value++)
        {
            histogram.Record(value);
        }
        Assert.Equal(0.25, histogram.ShareAtOrBelow(250), 6);
        Assert.Equal(1, histogram.ShareAtOrBelow(long.MaxValue), 6);
        histogram.Clear();
        Assert.Equal(0, histogram.Percentile(50));
    }

    // From microseconds to minutes, as many in each magnitude.
    internal static long[] Values(int count, ulong seed)
    {
        SeededRandom random = new(seed);
        long[] values = new long[count];
        for (int index = 0; index < count; index++)
        {
            values[index] = (long)Math.Exp(random.Unit() * Math.Log(600_000_000));
        }
        return values;
    }
}
