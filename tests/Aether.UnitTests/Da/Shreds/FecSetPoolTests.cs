using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetPoolTests
{
    private static readonly ShredLayout s_small = ShredLayout.Of(ErasureCode.DoubleParity);
    private static readonly ShredLayout s_large = ShredLayout.Of(ErasureCode.HalfRate);

    [Fact]
    public void TryRent_ReturnedSet_IsUsedAgain()
    {
        FecSetPool pool = new(FecSet.MemoryBytes(s_large));
        Assert.True(pool.TryRent(s_large, out FecSet set));
        Assert.False(pool.TryRent(s_large, out _));
        pool.Return(set);
        Assert.True(pool.TryRent(s_large, out FecSet again));
        Assert.Same(set, again);
        Assert.Equal((1, (long)FecSet.MemoryBytes(s_large)), (pool.Outstanding, pool.Bytes));
    }

    [Fact]
    public void TryRent_FreeSetsOfTheOtherCode_GiveWay()
    {
        FecSetPool pool = new(FecSet.MemoryBytes(s_large) + 1);
        Assert.True(pool.TryRent(s_small, out FecSet first));
        Assert.True(pool.TryRent(s_small, out FecSet second));
        pool.Return(first);
        Assert.False(pool.TryRent(s_large, out _));
        pool.Return(second);
        Assert.True(pool.TryRent(s_large, out _));
        Assert.Equal((1, (long)FecSet.MemoryBytes(s_large)), (pool.Outstanding, pool.Bytes));
    }
}
