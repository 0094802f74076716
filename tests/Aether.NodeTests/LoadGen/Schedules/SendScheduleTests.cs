using Aether.Tools.LoadGen.Schedules;
using Xunit;

namespace Aether.NodeTests.LoadGen.Schedules;

public sealed class SendScheduleTests
{
    [Fact]
    public void Take_EqualGaps_NeverDrifts()
    {
        SendSchedule schedule = new(rate: 3, poisson: false, seed: 1);
        for (int index = 0; index < 3_000; index++)
        {
            long expected = index * 1_000_000_000L / 3;
            Assert.InRange(schedule.Take(), expected - 1, expected + 1);
        }
        Assert.Equal(1_000_000_000_000, schedule.Next);
    }

    [Fact]
    public void Take_SameSeed_SameTimes()
    {
        SendSchedule first = new(500, poisson: true, seed: 9);
        SendSchedule second = new(500, poisson: true, seed: 9);
        SendSchedule other = new(500, poisson: true, seed: 10);
        bool differs = false;
        for (int index = 0; index < 1_000; index++)
        {
            long time = first.Take();
            Assert.Equal(time, second.Take());
            differs |= time != other.Take();
        }
        Assert.True(differs);
    }

    [Fact]
    public void Take_Poisson_HasTheRateAndTheSpreadOfIndependentArrivals()
    {
        SendSchedule schedule = new(1_000, poisson: true, seed: 4);
        double[] gaps = new double[50_000];
        long before = 0;
        for (int index = 0; index < gaps.Length; index++)
        {
            long time = schedule.Take();
            Assert.True(time >= before);
            gaps[index] = time - before;
            before = time;
        }
        double mean = gaps.Average();
        double deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.InRange(mean, 980_000, 1_020_000);
        Assert.InRange(deviation / mean, 0.97, 1.03);
    }

    [Fact]
    public void Below_EveryValue_ComesAsOften()
    {
        SeededRandom random = SeededRandom.For(seed: 1, purpose: 2);
        int[] counts = new int[7];
        for (int index = 0; index < 70_000; index++)
        {
            counts[random.Below(7)]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }
}
