using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.TestKit;
using Aether.UnitTests.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AccountEditorTests
{
    private static readonly Address s_payer = TestLedger.Owners[0];
    private static readonly Address s_empty = TestLedger.Owners[7];
    private static readonly Address s_stranger = TestLedger.Owners[1];
    private readonly TransactionView _view;
    private readonly AccountEditor _editor;

    public AccountEditorTests()
    {
        TransactionBody body = TestLedger.Body(0, 0) with { Writes = [s_empty.AsObject] };
        _view = new SlotFixture(TestLedger.InitialState(), TestLedger.Sign(body, 0)).Begin(0);
        _editor = new AccountEditor(_view);
    }

    [Fact]
    public void RandomMoves_EqualTheWriterOfWholeAccounts()
    {
        Random random = new(2);
        WriteSet model = new(TestLedger.InitialState());
        AssetId[] assets = [AssetId.Swr, AssetId.Aic, TestLedger.Gold];
        for (int round = 0; round < 3_000; round++)
        {
            Address account = random.Next(2) == 0 ? s_payer : s_empty;
            AssetId asset = assets[random.Next(3)];
            UInt128 balance = model.GetAccount(account).BalanceOf(asset);
            UInt128 amount = random.Next(5) == 0 ? balance : (UInt128)random.Next(0, 60);
            switch (random.Next(5))
            {
                case 0:
                    LedgerWriter.AdvanceNonce(model, account);
                    _editor.AdvanceNonce(account);
                    break;
                case 1 or 2:
                    bool taken = LedgerWriter.TryDebit(model, account, asset, amount);
                    Assert.Equal(
                        taken ? ReceiptStatus.Success : ReceiptStatus.InsufficientBalance,
                        _editor.TryDebit(account, asset, amount));
                    break;
                default:
                    UInt128 credit = random.Next(20) == 0 ? UInt128.MaxValue : amount;
                    Assert.Equal(
                        LedgerWriter.TryCredit(model, account, asset, credit),
                        _editor.TryCredit(account, asset, credit));
                    break;
            }
            Assert.Equal(Ace.Encode(model.GetAccount(account)), Encoded(account));
        }
    }

    [Fact]
    public void TryCredit_UpToTheLimit_LeavesAPlaceForSwr()
    {
        for (int index = 1; index < Limits.State.MaxAssetsPerAccount; index++)
        {
            AssetId asset = new(TestLedger.Hash(index));
            Assert.Equal(ReceiptStatus.Success, _editor.TryCredit(s_empty, asset, 1));
        }
        AssetId next = new(TestLedger.Hash(500));
        Assert.Equal(ReceiptStatus.TooManyAssets, _editor.TryCredit(s_empty, next, 1));
        Assert.Equal(ReceiptStatus.Success, _editor.TryCredit(s_empty, AssetId.Swr, 1));
        Assert.Equal(ReceiptStatus.TooManyAssets, _editor.TryCredit(s_empty, next, 1));
    }

    [Fact]
    public void Undeclared_IsATrap()
    {
        Assert.Equal(ReceiptStatus.UndeclaredAccess, _editor.TryDebit(s_stranger, AssetId.Swr, 1));
        Assert.Equal(ReceiptStatus.UndeclaredAccess, _editor.TryCredit(s_stranger, AssetId.Swr, 1));
    }

    [Fact]
    public void Moves_AfterWarmUp_AllocateNothing() => Allocations.AssertNone(() =>
    {
        int mark = _view.Mark();
        _editor.AdvanceNonce(s_payer);
        _editor.TryDebit(s_payer, AssetId.Swr, 9);
        _editor.TryCredit(s_empty, AssetId.Swr, 9);
        _view.RollBack(mark);
    });

    private byte[] Encoded(Address account)
    {
        ReadResult found = _view.TryReadAccount(account, out ReadOnlySpan<byte> bytes);
        return found == ReadResult.Found ? bytes.ToArray() : Ace.Encode(Account.Empty);
    }
}
