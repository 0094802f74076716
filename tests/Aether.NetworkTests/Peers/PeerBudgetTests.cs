using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class PeerBudgetTests
{
    private const int Votes = 1024 * 1024;

    [Theory]
    [InlineData(Votes - 1, BudgetVerdict.Take)]
    [InlineData(Votes, BudgetVerdict.Take)]
    [InlineData(Votes + 1, BudgetVerdict.Close)]
    public void Take_Burst_IsExact(int bytes, BudgetVerdict verdict) =>
        Assert.Equal(verdict, new PeerBudget(0, isStaked: false).Take(0, BudgetKind.Votes, bytes));

    [Fact]
    public void Take_OneKindUsedUp_DropsThenCloses_OthersPass()
    {
        PeerBudget budget = new(0, isStaked: false);
        Assert.Equal(BudgetVerdict.Take, budget.Take(0, BudgetKind.Votes, Votes));
        Assert.Equal(BudgetVerdict.Drop, budget.Take(0, BudgetKind.Votes, Votes));
        Assert.Equal(Votes, budget.Dropped);
        Assert.Equal(BudgetVerdict.Close, budget.Take(0, BudgetKind.Votes, 1));
        Assert.Equal(BudgetVerdict.Take, budget.Take(0, BudgetKind.Transactions, Votes));
        Assert.Equal(BudgetVerdict.Take, budget.Take(1_000, BudgetKind.Votes, 256 * 1024));
    }

    [Fact]
    public void For_Stake_GetsFourTimesAsMuch()
    {
        PeerBudget budget = new(0, isStaked: false);
        budget.Take(0, BudgetKind.Votes, Votes);
        budget.Take(0, BudgetKind.Votes, 5);
        Assert.Same(budget, budget.For(0, isStaked: false));
        PeerBudget staked = budget.For(0, isStaked: true);
        Assert.Equal(5, staked.Dropped);
        Assert.Equal(BudgetVerdict.Take, staked.Take(0, BudgetKind.Votes, 4 * Votes));
        Assert.Equal(BudgetVerdict.Drop, staked.Take(0, BudgetKind.Votes, 1));
    }
}
