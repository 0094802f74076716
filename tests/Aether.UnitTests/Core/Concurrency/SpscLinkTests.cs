using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Core.Concurrency;

public sealed class SpscLinkTests
{
    private const int Items = 40_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-8)]
    public void CapacityIsAPowerOfTwo(int capacity) =>
        Assert.Throws<InvariantViolationException>(() => new SpscLink<int>(capacity));

    [Fact]
    public void FullRefusesAndEmptyGivesNothing()
    {
        SpscLink<string> link = new(4);
        for (int round = 0; round < 10; round++)
        {
            for (int item = 0; item < 4; item++)
            {
                Assert.Equal(item, link.Count);
                Assert.True(link.TryPublish($"{round}.{item}"));
            }
            Assert.False(link.TryPublish("refused"));
            Assert.Equal(4, link.Count);
            for (int item = 0; item < 4; item++)
            {
                Assert.True(link.TryConsume(out string taken));
                Assert.Equal($"{round}.{item}", taken);
            }
            Assert.False(link.TryConsume(out string none));
            Assert.Null(none);
        }
        Assert.Equal(4, link.HighWater);
        Assert.Equal(4, link.Capacity);
    }

    [Fact]
    public void HighWaterIsTheMostHeldAtOnce()
    {
        SpscLink<int> link = new(8);
        Assert.True(link.TryPublish(1));
        Assert.True(link.TryPublish(2));
        Assert.True(link.TryConsume(out _));
        Assert.True(link.TryPublish(3));
        Assert.Equal(2, link.HighWater);
    }

    [Fact]
    public void ATakenItemIsNotKeptAlive()
    {
        SpscLink<object> link = new(2);
        WeakReference reference = PublishAndConsume(link);
        GC.Collect();
        Assert.False(reference.IsAlive);
        GC.KeepAlive(link);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1024)]
    public async Task EveryItemArrivesOnceAndInOrder(int capacity)
    {
        SpscLink<Pair> link = new(capacity);
        Task producer = Task.Factory.StartNew(
            () =>
            {
                SpinWait wait = default;
                for (long item = 0; item < Items; item++)
                {
                    while (!link.TryPublish(new Pair(item, ~item)))
                    {
                        wait.SpinOnce(sleep1Threshold: -1);
                    }
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        SpinWait idle = default;
        for (long expected = 0; expected < Items; expected++)
        {
            Pair pair;
            while (!link.TryConsume(out pair))
            {
                idle.SpinOnce(sleep1Threshold: -1);
            }
            Assert.True(pair.Value == expected && pair.Complement == ~expected, $"item {expected} is {pair}");
            Assert.InRange(link.Count, 0, capacity);
        }
        await producer;
        Assert.False(link.TryConsume(out _));
        Assert.InRange(link.HighWater, 1, capacity);
    }

    [Fact]
    public void PublishingAndConsumingAllocateNothing()
    {
        SpscLink<long> link = new(64);
        Allocations.AssertNone(() => Exchange(link, 10_000));
    }

    private static void Exchange(SpscLink<long> link, int items)
    {
        for (int item = 0; item < items; item++)
        {
            link.TryPublish(item);
            link.TryConsume(out _);
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference PublishAndConsume(SpscLink<object> link)
    {
        object item = new();
        Assert.True(link.TryPublish(item));
        Assert.True(link.TryConsume(out _));
        return new WeakReference(item);
    }

    // Two words: a torn or unpublished item shows as a mismatch.
    private readonly record struct Pair(long Value, long Complement);
}
