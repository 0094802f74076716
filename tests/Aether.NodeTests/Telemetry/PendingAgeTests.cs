using Aether.Core;
using Aether.Node.Telemetry.Collecting;
using Aether.Pipeline.Mempool;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class PendingAgeTests
{
    private readonly ManualTime _time = new();
    private readonly PendingAge _age;

    public PendingAgeTests() => _age = new PendingAge(_time);

    [Fact]
    public void Look_CountsFromTheFirstLookThatSawIt()
    {
        Assert.Equal(0, Look(0, null));
        // Number 0 came after the first look, and before this one.
        Assert.Equal(0, Look(1, 0));
        Assert.Equal(3, Look(1, 0, seconds: 3));
        Assert.Equal(5, Look(9, 0, seconds: 2));
        // It is included; 4 came within the last two seconds before the look above.
        Assert.Equal(1, Look(9, 4, seconds: 1));
        Assert.Equal(0, Look(9, null, seconds: 1));
        Assert.Equal(0, Look(10, 9, seconds: 60));
    }

    [Fact]
    public void Look_ManyTimes_IsRightAsFarAsItReachesAndNeverTooLong()
    {
        const int Looks = 10 * Limits.Telemetry.ArrivalLooks;
        for (int look = 1; look <= Looks; look++)
        {
            Look((ulong)look, null, seconds: 1);
        }
        // Number n was seen first by look n + 1, which is so many seconds ago.
        foreach (int number in (int[])[Looks - 1, Looks - 2, Looks - 100, Looks / 2, 100, 0])
        {
            double age = Look(Looks, (ulong)number);
            double truth = Looks - (number + 1);
            double least = Math.Min(truth, (Limits.Telemetry.ArrivalLooks * 3 / 4) - 1);
            Assert.True(age >= least && age <= truth, $"{number}: {age}, in truth {truth}");
        }
    }

    private double Look(ulong arrivals, ulong? oldest, int seconds = 0)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _age.Look(new MempoolWaiting(arrivals, oldest, MempoolWaiting.LeastPrice)).TotalSeconds;
    }
}
