using Aether.Tools.LoadGen.Knee;
using Xunit;

namespace Aether.NodeTests.LoadGen.Knee;

public sealed class KneeFinderTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(137)]
    [InlineData(1_000)]
    [InlineData(7_777)]
    [InlineData(19_000)]
    public async Task FindAsync_QueueThatSaturates_FindsItsKnee(double capacity)
    {
        // A queue: waiting grows without bound as the rate comes near to the capacity, and above it the backlog grows.
        KneeSettings settings = Settings(start: 100);
        KneeSearch search = await KneeFinder.FindAsync(settings, rate => Task.FromResult(Queue(rate, capacity)));
        // 400 ms + 20 ms / (1 - rate / capacity) reaches two seconds at this share of the capacity.
        double knee = capacity * (1 - (20.0 / 1_600));
        Assert.InRange(search.Rate, knee / 1.06, knee);
        Assert.True(search.Failed!.Rate > knee);
        Assert.True(search.Probes.Count < 24, $"{search.Probes.Count} steps");
    }

    [Fact]
    public async Task FindAsync_EverythingHolds_IsTheHighestRate()
    {
        KneeSearch search = await KneeFinder.FindAsync(
            Settings(start: 100), rate => Task.FromResult(new KneeProbe(rate, 500, 0, 0, true)));
        Assert.Equal(20_000, search.Rate);
        Assert.Null(search.Failed);
    }

    [Fact]
    public async Task FindAsync_NothingHolds_IsNone()
    {
        KneeSearch search = await KneeFinder.FindAsync(
            Settings(start: 100), rate => Task.FromResult(new KneeProbe(rate, double.MaxValue, 0, 1, true)));
        Assert.Equal(0, search.Rate);
        Assert.Equal(1, search.Failed!.Rate);
    }

    [Fact]
    public async Task FindAsync_NoisyCurve_StaysWithinTheNoise()
    {
        int step = 0;
        KneeSearch search = await KneeFinder.FindAsync(Settings(start: 100), rate =>
        {
            double noise = 1 + (0.1 * Math.Sin(++step * 2.4));
            return Task.FromResult(Queue(rate, 3_000 * noise));
        });
        Assert.InRange(search.Rate, 2_500, 3_300);
        Assert.True(search.Probes.Count <= 40);
    }

    [Theory]
    [InlineData(2_500, 0, 0, "finality p95 2500 ms is above 2000 ms")]
    [InlineData(500, 0, 0.02, "2.00 % failed or expired")]
    [InlineData(500, 30, 0, "the backlog grew by 30.0 a second")]
    [InlineData(2_000, 20, 0.01, "")]
    public void Fault_NamesWhatDoesNotHold(double p95, double slope, double errors, string expected)
    {
        KneeProbe probe = new(1_000, p95, slope, errors, true);
        Assert.Equal(expected, Settings(100).Fault(probe));
    }

    private static KneeSettings Settings(double start) => new()
    {
        Start = start,
        Bounds = (1, 20_000),
        SloMs = 2_000,
    };

    private static KneeProbe Queue(double rate, double capacity) => rate >= capacity
        ? new KneeProbe(rate, 10_000, rate - capacity, 0, true)
        : new KneeProbe(rate, 400 + (20 / (1 - (rate / capacity))), 0, 0, true);
}
