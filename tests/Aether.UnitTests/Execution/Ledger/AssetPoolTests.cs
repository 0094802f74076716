using Aether.Core.Types;
using Aether.Execution.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AssetPoolTests
{
    [Fact]
    public void TryTake_MoreThanThere_IsRefusedAndChangesNothing()
    {
        AssetPool pool = new();
        Assert.True(pool.TryAdd(AssetId.Swr, 10));
        Assert.False(pool.TryTake(AssetId.Swr, 11));
        Assert.False(pool.TryTake(AssetId.Aic, 1));
        Assert.False(pool.IsEmpty);
        Assert.True(pool.TryTake(AssetId.Swr, 4));
        Assert.True(pool.TryTake(AssetId.Swr, 6));
        Assert.True(pool.IsEmpty);
    }

    [Fact]
    public void TryAdd_AboveTheLargestNumber_IsRefusedAndChangesNothing()
    {
        AssetPool pool = new();
        Assert.True(pool.TryAdd(AssetId.Swr, UInt128.MaxValue - 1));
        Assert.False(pool.TryAdd(AssetId.Swr, 2));
        Assert.True(pool.TryAdd(AssetId.Swr, 1));
        Assert.True(pool.TryTake(AssetId.Swr, UInt128.MaxValue));
        Assert.True(pool.IsEmpty);
    }
}
