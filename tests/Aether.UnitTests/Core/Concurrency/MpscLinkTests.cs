using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Core.Concurrency;

public sealed class MpscLinkTests
{
    private const int Producers = 4;

    private const int ItemsEach = 20_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void CapacityIsAPowerOfTwo(int capacity) =>
        Assert.Throws<InvariantViolationException>(() => new MpscLink<int>(capacity));

    [Fact]
    public void FullRefusesAndEmptyGivesNothing()
    {
        MpscLink<string> link = new(4);
        for (int round = 0; round < 10; round++)
        {
            for (int item = 0; item < 4; item++)
            {
                Assert.Equal(item, link.Count);
                Assert.True(link.TryPublish($"{round}.{item}"));
            }
            Assert.False(link.TryPublish("refused"));
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

    [Theory]
    [InlineData(2)]
    [InlineData(512)]
    public async Task EveryItemOfEveryProducerArrivesOnceAndInItsOrder(int capacity)
    {
        MpscLink<Item> link = new(capacity);
        Task[] producers = Enumerable.Range(0, Producers).Select(producer => Task.Factory.StartNew(
            () => Publish(link, producer),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        long[] next = new long[Producers];
        SpinWait idle = default;
        for (int taken = 0; taken < Producers * ItemsEach; taken++)
        {
            Item item;
            while (!link.TryConsume(out item))
            {
                idle.SpinOnce(sleep1Threshold: -1);
            }
            Assert.True(item.Value == next[item.Producer]++ && item.Complement == ~item.Value, $"{item}");
            Assert.InRange(link.Count, 0, capacity);
        }
        await Task.WhenAll(producers);
        Assert.False(link.TryConsume(out _));
        Assert.All(next, count => Assert.Equal(ItemsEach, count));
        Assert.InRange(link.HighWater, 1, capacity);
    }

    [Fact]
    public async Task ConcurrentPublishersNeverExceedTheCapacity()
    {
        MpscLink<int> link = new(64);
        int accepted = 0;
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(() =>
        {
            for (int item = 0; item < 1_000; item++)
            {
                if (link.TryPublish(item))
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        })));
        Assert.Equal(64, accepted);
        int taken = 0;
        while (link.TryConsume(out _))
        {
            taken++;
        }
        Assert.Equal(64, taken);
    }

    [Fact]
    public void PublishingAndConsumingAllocateNothing()
    {
        MpscLink<long> link = new(64);
        Allocations.AssertNone(() => Exchange(link, 10_000));
    }

    private static void Exchange(MpscLink<long> link, int items)
    {
        for (int item = 0; item < items; item++)
        {
            link.TryPublish(item);
            link.TryConsume(out _);
        }
    }

    private static void Publish(MpscLink<Item> link, int producer)
    {
        SpinWait wait = default;
        for (long value = 0; value < ItemsEach; value++)
        {
            while (!link.TryPublish(new Item(producer, value, ~value)))
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    // Three words: a torn or unpublished item shows as a mismatch.
    private readonly record struct Item(int Producer, long Value, long Complement);
}
