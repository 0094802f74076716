using Aether.Pipeline.BlockImport;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class ServeBudgetTests
{
    [Fact]
    public void TryTake_OnePeerUsesItsShare_OthersKeepTheirs()
    {
        ServeBudget budget = new(2);
        for (int index = 0; index < ServeBudget.BlocksPerSecond; index++)
        {
            Assert.True(budget.TryTake(0, 5_000));
        }
        Assert.False(budget.TryTake(0, 5_999));
        Assert.True(budget.TryTake(1, 5_999));
        Assert.True(budget.TryTake(0, 6_000));
        Assert.False(budget.TryTake(2, 6_000));
    }
}
