using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class LedgerWriterTests
{
    private static readonly Address s_owner = TestLedger.Owners[6];
    private readonly WriteSet _state = new(TestLedger.InitialState());

    [Fact]
    public void TryDebit_MoreThanHeld_IsRefusedAndChangesNothing()
    {
        LedgerWriter.TryCredit(_state, s_owner, AssetId.Aic, 5);
        Assert.False(LedgerWriter.TryDebit(_state, s_owner, AssetId.Aic, 6));
        Assert.False(LedgerWriter.TryDebit(_state, s_owner, AssetId.Swr, 1));
        Assert.Equal(5UL, _state.GetAccount(s_owner).BalanceOf(AssetId.Aic));
        Assert.True(LedgerWriter.TryDebit(_state, s_owner, AssetId.Aic, 5));
        Assert.False(_state.TryGet(StateKey.ForAccount(s_owner), out _));
    }

    [Fact]
    public void TryCredit_AboveTheLargestNumber_IsRefused()
    {
        Assert.Equal(ReceiptStatus.Success, LedgerWriter.TryCredit(_state, s_owner, AssetId.Aic, UInt128.MaxValue));
        Assert.Equal(ReceiptStatus.Overflow, LedgerWriter.TryCredit(_state, s_owner, AssetId.Aic, 1));
        Assert.Equal(ReceiptStatus.Success, LedgerWriter.TryCredit(_state, s_owner, AssetId.Aic, 0));
    }

    [Fact]
    public void TryCredit_ManyAssets_KeepsAPlaceForSwr()
    {
        int others = Limits.State.MaxAssetsPerAccount - 1;
        for (int index = 0; index < others; index++)
        {
            AssetId asset = new(TestLedger.Hash(index));
            Assert.Equal(ReceiptStatus.Success, LedgerWriter.TryCredit(_state, s_owner, asset, 1));
        }
        AssetId next = new(TestLedger.Hash(others));
        Assert.Equal(ReceiptStatus.TooManyAssets, LedgerWriter.TryCredit(_state, s_owner, next, 1));
        Assert.Equal(ReceiptStatus.Success, LedgerWriter.TryCredit(_state, s_owner, AssetId.Swr, 1));
        Assert.Equal(ReceiptStatus.TooManyAssets, LedgerWriter.TryCredit(_state, s_owner, next, 1));
        Account account = _state.GetAccount(s_owner);
        Assert.Equal(Limits.State.MaxAssetsPerAccount, account.Balances.Length);
        Assert.Equal(account.Balances.OrderBy(balance => balance.Asset), account.Balances);
        AssetId held = new(TestLedger.Hash(3));
        Assert.Equal(ReceiptStatus.Success, LedgerWriter.TryCredit(_state, s_owner, held, 1));
    }

    [Fact]
    public void AdvanceNonce_KeepsTheBalances()
    {
        LedgerWriter.AdvanceNonce(_state, TestLedger.Owners[0]);
        Account account = _state.GetAccount(TestLedger.Owners[0]);
        Assert.Equal(1UL, account.Nonce);
        Assert.Equal(50UL, account.BalanceOf(AssetId.Aic));
    }

    [Fact]
    public void Create_ThenSpend_LeavesNoOutput()
    {
        OutPoint point = new(TestLedger.Hash(1), 2);
        TransactionOutput output = new(s_owner, AssetId.Swr, 3, TestLedger.Hash(4));
        LedgerWriter.Create(_state, point, output);
        Assert.True(_state.TryGetOutput(point, out TransactionOutput held));
        Assert.Equal(output, held);
        LedgerWriter.Spend(_state, point);
        Assert.False(_state.TryGetOutput(point, out _));
    }

    [Fact]
    public void RaiseCounter_ByNothing_LeavesNoTrace()
    {
        LedgerWriter.RaiseCounter(_state, "x"u8, 0);
        Assert.Empty(_state.Changes);
        LedgerWriter.RaiseCounter(_state, "x"u8, 2);
        LedgerWriter.RaiseCounter(_state, "x"u8, 3);
        Assert.Equal(5UL, _state.GetCounter("x"u8));
        Assert.Equal(0UL, _state.GetCounter("y"u8));
    }
}
