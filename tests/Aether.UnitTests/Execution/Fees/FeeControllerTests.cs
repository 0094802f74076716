using System.Numerics;
using Aether.Core;
using Aether.Execution.Fees;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

public sealed class FeeControllerTests
{
    private const ulong One = FeeController.Unit;

    [Theory]
    [InlineData(One, 0UL, 100UL, One)]
    [InlineData(One, 100UL, 100UL, One)]
    [InlineData(8 * One, 100UL, 100UL, 8 * One)]
    [InlineData(8 * One, 200UL, 100UL, 9 * One)]
    [InlineData(8 * One, 0UL, 100UL, 7 * One)]
    [InlineData(8 * One, 150UL, 100UL, (8 * One) + (One / 2))]
    [InlineData(One + 7, 99UL, 100UL, One)]
    public void Next_MovesByAnEighthOfTheDistance(ulong before, ulong used, ulong target, ulong after) =>
        Assert.Equal(after, FeeController.Next(before, used, target));

    [Fact]
    public void Next_ChangeIsRoundedTowardsZero()
    {
        Assert.Equal((2 * One) + 10_737_418, FeeController.Next(2 * One, 101, 100));
        Assert.Equal((2 * One) - 10_737_418, FeeController.Next(2 * One, 99, 100));
    }

    [Fact]
    public void Next_HostileNumbers_EqualExactArithmeticWithinTheBounds()
    {
        Random random = new(5);
        ulong[] edges = [1, 2, One, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63, 50_000_000];
        for (int round = 0; round < 20_000; round++)
        {
            ulong multiplier = One + (ulong)random.NextInt64((long)(Limits.Fees.MaxMultiplier - One + 1));
            ulong used = Number(random, edges, round % 3 == 0);
            ulong target = Math.Max(1, Number(random, edges, round % 5 == 0));
            BigInteger exact = multiplier
                + (multiplier * ((BigInteger)used - target) / target / 8);
            exact = BigInteger.Max(One, BigInteger.Min(exact, Limits.Fees.MaxMultiplier));
            Assert.Equal(exact, FeeController.Next(multiplier, used, target));
        }
    }

    [Fact]
    public void Next_FullBlocks_ReachTheLargestMultiplierAndEmptyOnesTheSmallest()
    {
        ulong multiplier = One;
        for (int block = 0; block < 100; block++)
        {
            multiplier = FeeController.Next(multiplier, 200, 100);
        }
        Assert.Equal(Limits.Fees.MaxMultiplier, multiplier);
        for (int block = 0; block < 100; block++)
        {
            multiplier = FeeController.Next(multiplier, 0, 100);
        }
        Assert.Equal(One, multiplier);
    }

    private static ulong Number(Random random, ulong[] edges, bool edge) =>
        edge ? edges[random.Next(edges.Length)] : (ulong)random.NextInt64() >> random.Next(60);
}
