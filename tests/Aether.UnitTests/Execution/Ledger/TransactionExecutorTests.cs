using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

/// <remarks>
/// Undeclared accounts and missing signers are refused before execution; sums beyond 128 bits would need more than the
/// supply. Their statuses are out of reach of an admitted transaction.
/// </remarks>
public sealed class TransactionExecutorTests
{
    private static readonly Address[] s_owners = TestLedger.Owners;
    private readonly BlockState _state = TestLedger.InitialState();

    [Fact]
    public void Transfer_Succeeds_MovesTheAmountAndChargesTheFee()
    {
        BlockExecution block = TestLedger.Execute(_state, TestLedger.Transfer(0, 6, 0, AssetId.Aic, 20));
        Receipt receipt = Assert.Single(block.Receipts);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.Equal(BankProgram.CallGas, receipt.GasUsed);
        Account payer = block.PostState!.GetAccount(s_owners[0]);
        Assert.Equal((1_000 * (UInt128)TestLedger.Coin) - receipt.Fee, payer.BalanceOf(AssetId.Swr));
        Assert.Equal(1UL, payer.Nonce);
        Assert.Equal(30UL, payer.BalanceOf(AssetId.Aic));
        Assert.Equal(20UL, block.PostState!.GetAccount(s_owners[6]).BalanceOf(AssetId.Aic));
        LedgerEvent told = Assert.Single(receipt.Events);
        Assert.Equal([s_owners[0].Value, s_owners[6].Value], told.Topics);
    }

    [Fact]
    public void Transfer_ToItself_ChangesNothingButTheFee()
    {
        BlockExecution block = TestLedger.Execute(_state, TestLedger.Transfer(0, 0, 0, AssetId.Aic, 50));
        Assert.Equal(ReceiptStatus.Success, block.Receipts[0].Status);
        Assert.Equal(50UL, block.PostState!.GetAccount(s_owners[0]).BalanceOf(AssetId.Aic));
    }

    [Fact]
    public void Transfer_OfWhatTheFeeNeeds_Fails()
    {
        TransactionBody body = TestLedger.Body(0, 0);
        UInt128 free = (1_000 * (UInt128)TestLedger.Coin) - body.MaxFee;
        foreach (ulong beyond in new ulong[] { 0, 1 })
        {
            Receipt receipt = TestLedger.Execute(
                _state, TestLedger.Transfer(0, 1, 0, AssetId.Swr, free + beyond)).Receipts[0];
            Assert.Equal(
                beyond == 0 ? ReceiptStatus.Success : ReceiptStatus.InsufficientBalance, receipt.Status);
        }
    }

    [Fact]
    public void InsufficientBalance_Fails() => ExpectFailure(
        ReceiptStatus.InsufficientBalance, BankProgram.Transfer(s_owners[0], s_owners[1], AssetId.Aic, 51));

    [Fact]
    public void NotConserved_WhateverIsLeftOver_Fails()
    {
        ExpectFailure(ReceiptStatus.NotConserved, BankProgram.Withdraw(s_owners[0], AssetId.Aic, 1));
        ExpectFailure(ReceiptStatus.NotConserved, BankProgram.Deposit(s_owners[0], AssetId.Aic, 1));
        ExpectFailure(
            ReceiptStatus.NotConserved,
            BankProgram.Withdraw(s_owners[0], AssetId.Aic, 2),
            BankProgram.Deposit(s_owners[1], AssetId.Aic, 1));
    }

    [Fact]
    public void OutOfGas_ACallBelowItsPrice_FailsAndPaysForWhatItHad()
    {
        ProgramCall call = BankProgram.Transfer(s_owners[0], s_owners[1], AssetId.Aic, 1);
        Assert.Equal(999UL, ExpectFailure(ReceiptStatus.OutOfGas, call with { Gas = 999 }).GasUsed);
        TransactionBody body = TestLedger.Calling(TestLedger.Body(0, 0), call, call) with { GasLimit = 1_999 };
        Receipt receipt = TestLedger.Execute(_state, TestLedger.Sign(body, 0)).Receipts[0];
        Assert.Equal(ReceiptStatus.OutOfGas, receipt.Status);
        Assert.Equal(1_999UL, receipt.GasUsed);
    }

    [Fact]
    public void BadCall_UnknownMethodOrArguments_Fails()
    {
        ProgramCall call = BankProgram.Transfer(s_owners[0], s_owners[1], AssetId.Aic, 1);
        ExpectFailure(ReceiptStatus.BadCall, call with { Method = 3 });
        ExpectFailure(ReceiptStatus.BadCall, call with { Arguments = [] });
        ExpectFailure(ReceiptStatus.BadCall, call with { Arguments = [.. call.Arguments, 0] });
    }

    [Fact]
    public void UnknownProgram_Fails() => ExpectFailure(
        ReceiptStatus.UnknownProgram, new ProgramCall(new ProgramId(TestLedger.Hash(1)), 0, [], 1_000));

    [Fact]
    public void Failure_AfterAnEffect_DropsItAndKeepsInputsUnspent()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        BlockState with = TestLedger.Execute(_state, made).PostState!;
        OutPoint point = new(made.Id, 0);
        TransactionBody body = TestLedger.Calling(
            TestLedger.Body(1, 0) with { Inputs = [point] },
            BankProgram.Deposit(s_owners[1], AssetId.Swr, 5),
            BankProgram.Transfer(s_owners[1], s_owners[2], AssetId.Aic, 51));
        BlockExecution block = TestLedger.Execute(with, TestLedger.Sign(body, 0, 1));
        Assert.Equal(ReceiptStatus.InsufficientBalance, block.Receipts[0].Status);
        Assert.True(block.PostState!.TryGetOutput(point, out _));
        Account payer = block.PostState!.GetAccount(s_owners[1]);
        Assert.Equal(1UL, payer.Nonce);
        Assert.Equal((1_000 * (UInt128)TestLedger.Coin) - block.Receipts[0].Fee, payer.BalanceOf(AssetId.Swr));
    }

    [Fact]
    public void Output_CreatedAndSpentInOneBlock_LeavesNothing()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        Transaction spend = TestLedger.Sign(
            TestLedger.Calling(
                TestLedger.Body(0, 1) with { Inputs = [new OutPoint(made.Id, 0)] },
                BankProgram.Deposit(s_owners[6], AssetId.Swr, 5)),
            0);
        BlockExecution block = TestLedger.Execute(_state, made, spend);
        Assert.True(block.IsValid);
        Assert.False(block.PostState!.TryGetOutput(new OutPoint(made.Id, 0), out _));
        Assert.Equal(5UL, block.PostState!.GetAccount(s_owners[6]).BalanceOf(AssetId.Swr));
        Transaction early = TestLedger.Sign(spend.Body with { FeePayer = s_owners[1], Nonce = 0 }, 0, 1);
        BlockExecution reversed = TestLedger.Execute(_state, early, made);
        Assert.Equal(TransactionError.InputSpentOrMissing, reversed.TransactionError);
        Assert.Equal(0, reversed.ErrorIndex);
    }

    [Fact]
    public void Delta_OfTheSameTransactionOnTheSameState_IsTheSame()
    {
        Transaction transaction = TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1);
        Receipt first = TestLedger.Execute(_state, transaction).Receipts[0];
        Assert.Equal(first.StateDeltaHash, TestLedger.Execute(_state, transaction).Receipts[0].StateDeltaHash);
        Transaction other = TestLedger.Transfer(0, 1, 0, AssetId.Aic, 2);
        Assert.NotEqual(first.StateDeltaHash, TestLedger.Execute(_state, other).Receipts[0].StateDeltaHash);
    }

    private Receipt ExpectFailure(ReceiptStatus status, params ProgramCall[] calls)
    {
        Transaction transaction = TestLedger.Sign(TestLedger.Calling(TestLedger.Body(0, 0), calls), 0);
        BlockExecution block = TestLedger.Execute(_state, transaction);
        Assert.True(block.IsValid);
        Receipt receipt = block.Receipts[0];
        Assert.Equal(status, receipt.Status);
        Assert.Empty(receipt.Events);
        Account payer = block.PostState!.GetAccount(s_owners[0]);
        Assert.Equal(1UL, payer.Nonce);
        Assert.Equal((1_000 * (UInt128)TestLedger.Coin) - receipt.Fee, payer.BalanceOf(AssetId.Swr));
        Assert.Equal(50UL, payer.BalanceOf(AssetId.Aic));
        Assert.Equal(_state.GetAccount(s_owners[1]).Balances, block.PostState!.GetAccount(s_owners[1]).Balances);
        Assert.Equal(
            TransactionError.NonceTooLow,
            AdmissionCheck.Validate(
                transaction, block.PostState!, TestLedger.Genesis, TestLedger.View, BlockContext.UnitBaseFee));
        return receipt;
    }
}
