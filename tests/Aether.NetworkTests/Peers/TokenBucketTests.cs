using Aether.Network.Peers;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class TokenBucketTests
{
    [Fact]
    public void TryTake_Burst_IsExact()
    {
        foreach ((long amount, bool fits) in new[] { (99L, true), (100L, true), (101L, false), (-1L, false) })
        {
            TokenBucket bucket = new(10, 100, 5);
            Assert.Equal(fits, bucket.TryTake(5, amount));
        }
    }

    [Fact]
    public void TryTake_AfterTheBurst_IsTheRate()
    {
        TokenBucket bucket = new(10, 100, 0);
        Assert.True(bucket.TryTake(0, 100));
        Assert.False(bucket.TryTake(99, 1));
        Assert.True(bucket.TryTake(100, 1));
        Assert.False(bucket.TryTake(199, 1));
        Assert.True(bucket.TryTake(200, 1));
        Assert.False(bucket.TryTake(150, 1));
    }

    [Fact]
    public void TryTake_TimeThatJumps_NeverGivesMoreThanTheBurst()
    {
        TokenBucket bucket = new(1L << 40, 1L << 40, long.MinValue);
        Assert.True(bucket.TryTake(long.MinValue, 1L << 40));
        Assert.Equal(1L << 40, bucket.Available(long.MaxValue));
        Assert.False(bucket.TryTake(long.MaxValue, (1L << 40) + 1));
    }

    [Fact]
    public void TryTake_RandomSteps_IsTheModel()
    {
        SeededRandom random = new(9);
        for (int run = 0; run < 200; run++)
        {
            long rate = 1 + random.Below(5_000);
            long burst = 1 + random.Below(20_000);
            TokenBucket bucket = new(rate, burst, 0);
            Int128 level = burst * (Int128)1_000;
            long now = 0;
            for (int step = 0; step < 200; step++)
            {
                long passed = random.Below(500);
                now += passed;
                level = Int128.Min(burst * (Int128)1_000, level + (rate * (Int128)passed));
                long amount = random.Below((int)burst + 2);
                bool fits = amount * (Int128)1_000 <= level;
                Assert.Equal(fits, bucket.TryTake(now, amount));
                level -= fits ? amount * (Int128)1_000 : 0;
            }
        }
    }
}
