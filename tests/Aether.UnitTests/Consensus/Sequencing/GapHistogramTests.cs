using Aether.Consensus.Sequencing;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class GapHistogramTests
{
    [Fact]
    public void Percentile_AgainstSortedSamples_IsAtMostASixteenthAbove()
    {
        SeededRandom random = new(7);
        for (int round = 0; round < 50; round++)
        {
            int count = 1 + random.Below(300);
            ulong[] samples = [.. Enumerable.Range(0, count).Select(_ => random.U64() >> random.Below(64))];
            GapHistogram histogram = new();
            Array.ForEach(samples, histogram.Add);
            Array.Sort(samples);
            foreach (int percent in new[] { 1, 50, 95, 99, 100 })
            {
                ulong exact = samples[(((count * percent) + 99) / 100) - 1];
                ulong found = histogram.Percentile(percent);
                Assert.InRange(found, exact, exact + Math.Min(exact / 16, ulong.MaxValue - exact));
            }
            Assert.Equal(samples[^1], histogram.Max);
            Assert.Equal(samples[^1], histogram.Percentile(100));
            Assert.Equal((ulong)samples.Length, histogram.Count);
        }
    }

    [Fact]
    public void Percentile_Empty_IsZero() => Assert.Equal(0UL, new GapHistogram().Percentile(99));

    [Fact]
    public void Add_EndsOfTheRange_AreExact()
    {
        GapHistogram histogram = new();
        histogram.Add(0);
        Assert.Equal(0UL, histogram.Percentile(100));
        histogram.Add(ulong.MaxValue);
        Assert.Equal(ulong.MaxValue, histogram.Percentile(100));
        Assert.Equal(0UL, histogram.Percentile(50));
    }

    [Fact]
    public void Add_Other_IsTheSumOfBoth()
    {
        GapHistogram one = new();
        GapHistogram two = new();
        one.Add(5);
        two.Add(900);
        two.Add(7);
        one.Add(two);
        Assert.Equal(3UL, one.Count);
        Assert.Equal(900UL, one.Max);
        Assert.Equal(7UL, one.Percentile(50));
    }
}
