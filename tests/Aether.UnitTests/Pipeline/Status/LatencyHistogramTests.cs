using Aether.Pipeline.Status;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Pipeline.Status;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void PercentileMs_NoSamples_IsZero() => Assert.Equal(0, new LatencyHistogram().PercentileMs(50));

    [Fact]
    public void PercentileMs_HundredSamples_IsTheRankedOne()
    {
        LatencyHistogram histogram = new();
        for (int value = 100; value >= 1; value--)
        {
            histogram.Add(value);
        }
        Assert.Equal(50, histogram.PercentileMs(50));
        Assert.Equal(95, histogram.PercentileMs(95));
        Assert.Equal(100, histogram.PercentileMs(100));
        Assert.Equal(1, histogram.PercentileMs(1));
        Assert.Equal(50, histogram.MeanMs);
    }

    [Fact]
    public void Add_BeyondTheExactRange_ReportsTheLargest()
    {
        LatencyHistogram histogram = new();
        histogram.Add(-5);
        histogram.Add(1_000_000);
        Assert.Equal(0, histogram.PercentileMs(50));
        Assert.Equal(1_000_000, histogram.PercentileMs(99));
        Assert.Equal(1_000_000, histogram.LargestMs);
    }

    [Fact]
    public void Add_AllocatesNothing()
    {
        LatencyHistogram histogram = new();
        int value = 0;
        Allocations.AssertNone(() => histogram.Add(value++));
    }
}
