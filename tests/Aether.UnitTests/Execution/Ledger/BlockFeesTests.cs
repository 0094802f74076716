using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockFeesTests
{
    private static readonly Address s_proposer = TestLedger.Owners[7];

    [Fact]
    public void Settle_TwoFees_SplitsEachAndPaysTheTips()
    {
        BlockFees fees = new();
        fees.Add(5, 2);
        fees.Add(7, 1);
        WriteSet state = new(TestLedger.InitialState());
        fees.Settle(state, s_proposer);
        Assert.Equal(3UL + 4UL, state.GetCounter(ChainCounters.BurnedFees));
        Assert.Equal(2UL + 3UL, state.GetCounter(ChainCounters.Treasury));
        Assert.Equal(3UL, state.GetAccount(s_proposer).BalanceOf(AssetId.Swr));
    }

    [Fact]
    public void Settle_NoFees_ChangesNothing()
    {
        WriteSet state = new(TestLedger.InitialState());
        new BlockFees().Settle(state, s_proposer);
        Assert.Empty(state.Changes);
    }

    [Fact]
    public void Settle_AProposerThatCannotTakeTips_LeavesThemToTheTreasury()
    {
        WriteSet state = new(TestLedger.InitialState());
        LedgerWriter.Put(state, s_proposer, new Account(0, [new AssetBalance(AssetId.Swr, UInt128.MaxValue)]));
        BlockFees fees = new();
        fees.Add(2, 9);
        fees.Settle(state, s_proposer);
        Assert.Equal(UInt128.MaxValue, state.GetAccount(s_proposer).BalanceOf(AssetId.Swr));
        Assert.Equal(1UL + 9UL, state.GetCounter(ChainCounters.Treasury));
        Assert.Equal(1UL, state.GetCounter(ChainCounters.BurnedFees));
    }
}
