using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Statistics;
using Xunit;

namespace Aether.NodeTests.LoadGen.Reports;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(true, 1.20, "better")]
    [InlineData(true, 0.80, "worse")]
    [InlineData(false, 1.20, "worse")]
    [InlineData(false, 0.80, "better")]
    [InlineData(true, 1.03, "no difference")]
    [InlineData(false, 1.00, "no difference")]
    public void Of_PairsWithNoise_IsJudgedBeyondTheFloor(bool more, double factor, string verdict)
    {
        double[] before = [100, 103, 98, 101, 99, 102];
        double[] after = [.. before.Select((value, index) => value * factor * (1 + (0.01 * Math.Sin(index))))];
        Comparison found = Comparison.Of("metric", more, before, after, floor: 0.05, seed: 1);
        Assert.Equal(verdict, found.Verdict);
        Assert.InRange(factor - 1, found.Low - 0.01, found.High + 0.01);
    }

    [Fact]
    public void Of_NoiseAlone_IsNoDifference()
    {
        double[] before = [100, 140, 80, 120, 90, 110];
        double[] after = [120, 100, 110, 85, 130, 95];
        Assert.Equal("no difference", Comparison.Of("metric", true, before, after, 0.05, seed: 3).Verdict);
    }

    [Fact]
    public void Of_OnePair_SaysThatItIsTooFew()
    {
        Comparison found = Comparison.Of("metric", true, [100], [300], 0.05, seed: 1);
        Assert.Equal("too few pairs", found.Verdict);
    }

    [Fact]
    public void Interval_SameSeed_IsTheSame()
    {
        double[] differences = [0.1, 0.2, -0.05, 0.15, 0.3];
        Assert.Equal(Bootstrap.Interval(differences, 5), Bootstrap.Interval(differences, 5));
        (double low, double high) = Bootstrap.Interval(differences, 5);
        Assert.InRange(differences.Average(), low, high);
    }

    [Fact]
    public void Slope_WildPoints_DoNotMoveIt()
    {
        List<(double X, double Y)> points = [.. Enumerable.Range(0, 60).Select(x => ((double)x, 3.0 * x))];
        points[10] = (10, 10_000);
        points[40] = (40, -10_000);
        Assert.Equal(3, Trend.Slope(points), 6);
        Assert.Equal(0, Trend.Slope([]));
    }
}
