using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AdmissionCheckTests
{
    private readonly BlockState _state = TestLedger.InitialState();

    [Theory]
    [InlineData(0, TransactionError.Expired)]
    [InlineData(TestLedger.View - 1, TransactionError.Expired)]
    [InlineData(TestLedger.View, TransactionError.None)]
    [InlineData(TestLedger.View + Limits.Transaction.MaxValidityViews - 1, TransactionError.None)]
    [InlineData(TestLedger.View + Limits.Transaction.MaxValidityViews, TransactionError.None)]
    [InlineData(TestLedger.View + Limits.Transaction.MaxValidityViews + 1, TransactionError.TooFarAhead)]
    [InlineData(ulong.MaxValue, TransactionError.TooFarAhead)]
    public void ValidUntil_AtItsLimits(ulong validUntil, TransactionError expected) =>
        Expect(expected, TestLedger.Sign(TestLedger.Body(0, 0) with { ValidUntil = validUntil }, 0));

    [Theory]
    [InlineData(-1, TransactionError.None)]
    [InlineData(0, TransactionError.None)]
    [InlineData(1, TransactionError.TooLarge)]
    public void Bytes_AtTheirLimit(int beyond, TransactionError expected)
    {
        TransactionBody body = TestLedger.Body(0, 0) with { MaxFee = TestLedger.Coin };
        int filler = Limits.Transaction.MaxBytes + beyond - TestLedger.Sign(Filled(body, 0, 0), 0).Bytes.Length;
        Transaction transaction = TestLedger.Sign(Filled(body, filler / 2, filler - (filler / 2)), 0);
        Assert.Equal(Limits.Transaction.MaxBytes + beyond, transaction.Bytes.Length);
        Expect(expected, transaction);
    }

    [Fact]
    public void Chain_AnotherTag_IsRefused() => Expect(
        TransactionError.WrongChain,
        TestLedger.Sign(TestLedger.Body(0, 0) with { ChainTag = TestLedger.Genesis.ChainTag ^ 1 }, 0));

    [Fact]
    public void Access_AnAccountOutsideTheSet_IsRefused()
    {
        ProgramCall call = BankProgram.Transfer(TestLedger.Owners[0], TestLedger.Owners[1], AssetId.Swr, 1);
        TransactionBody body = TestLedger.Body(0, 0) with { Calls = [call] };
        Expect(TransactionError.UndeclaredAccess, TestLedger.Sign(body, 0));
        Expect(
            TransactionError.UndeclaredAccess,
            TestLedger.Sign(body with { Reads = [TestLedger.Owners[1].AsObject] }, 0));
        Expect(TransactionError.None, TestLedger.Sign(body with { Writes = [TestLedger.Owners[1].AsObject] }, 0));
        Expect(
            TransactionError.None,
            TestLedger.Sign(body with { Calls = [call with { Program = new ProgramId(TestLedger.Hash(1)) }] }, 0));
    }

    [Theory]
    [InlineData(-1, TransactionError.FeeTooLow)]
    [InlineData(0, TransactionError.None)]
    [InlineData(1, TransactionError.None)]
    public void MaxFee_AtTheRequiredFee(int beyond, TransactionError expected)
    {
        TransactionBody body = TestLedger.Body(0, 0) with { TipPerGas = 3, MemoryLimit = 256 };
        UInt128 required = TestLedger.RequiredFee(TestLedger.Sign(body, 0));
        Expect(expected, TestLedger.Sign(body with { MaxFee = (UInt128)((Int128)required + beyond) }, 0));
    }

    [Theory]
    [InlineData(ulong.MaxValue, Limits.Transaction.MaxGas)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(0, ulong.MaxValue)]
    public void MaxFee_HostileTipAndGas_NeverOverflow(ulong tip, ulong gas)
    {
        Transaction transaction = TestLedger.Sign(
            TestLedger.Body(0, 0) with { TipPerGas = tip, GasLimit = gas, MaxFee = UInt128.MaxValue }, 0);
        foreach (ulong baseFee in new ulong[] { 0, 1, BlockContext.UnitBaseFee, ulong.MaxValue })
        {
            TransactionError error = AdmissionCheck.Validate(
                transaction, _state, TestLedger.Genesis, TestLedger.View, baseFee);
            Assert.Equal(TransactionError.InsufficientBalance, error);
        }
    }

    [Fact]
    public void Nonce_MustBeTheNextOne()
    {
        BlockState state = TestLedger.Execute(_state, TestLedger.Transfer(0, 1, 0, AssetId.Swr, 1)).PostState!;
        Expect(TransactionError.NonceTooLow, TestLedger.Transfer(0, 1, 0, AssetId.Swr, 1), state);
        Expect(TransactionError.None, TestLedger.Transfer(0, 1, 1, AssetId.Swr, 1), state);
        Expect(TransactionError.NonceTooHigh, TestLedger.Transfer(0, 1, 2, AssetId.Swr, 1), state);
        Expect(TransactionError.NonceTooHigh, TestLedger.Transfer(0, 1, ulong.MaxValue, AssetId.Swr, 1), state);
    }

    [Fact]
    public void Nonce_TheLargestNumber_IsNeverNext()
    {
        Account last = new(ulong.MaxValue, []);
        Assert.Equal(
            TransactionError.NonceTooHigh, AdmissionCheck.ValidateNonce(TestLedger.Body(0, ulong.MaxValue), last));
        Assert.Equal(
            TransactionError.None,
            AdmissionCheck.ValidateNonce(TestLedger.Body(0, ulong.MaxValue - 1), new Account(ulong.MaxValue - 1, [])));
    }

    [Fact]
    public void Inputs_MissingOrSpent_AreRefused()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        OutPoint point = new(made.Id, 0);
        BlockState with = TestLedger.Execute(_state, made).PostState!;
        Transaction spend = TestLedger.Sign(
            TestLedger.Calling(
                TestLedger.Body(1, 0) with { Inputs = [point] },
                BankProgram.Deposit(TestLedger.Owners[0], AssetId.Swr, 5)),
            0, 1);
        Expect(TransactionError.InputSpentOrMissing, spend);
        Expect(TransactionError.None, spend, with);
        BlockState spent = TestLedger.Execute(with, spend).PostState!;
        Transaction again = TestLedger.Sign(TestLedger.Body(2, 0) with { Inputs = [point] }, 0, 2);
        Expect(TransactionError.InputSpentOrMissing, again, spent);
        Expect(
            TransactionError.InputSpentOrMissing,
            TestLedger.Sign(TestLedger.Body(1, 0) with { Inputs = [point with { Index = 1 }] }, 0, 1),
            with);
    }

    [Fact]
    public void Witnesses_OneTooFewOrMany_AreRefused()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        BlockState with = TestLedger.Execute(_state, made).PostState!;
        TransactionBody body = TestLedger.Body(1, 0) with { Inputs = [new OutPoint(made.Id, 0)] };
        Expect(TransactionError.None, TestLedger.Sign(body, 0, 1), with);
        Expect(TransactionError.WitnessMismatch, TestLedger.Sign(body, 1), with);
        Expect(TransactionError.WitnessMismatch, TestLedger.Sign(body, 0), with);
        Expect(TransactionError.WitnessMismatch, TestLedger.Sign(body, 1, 2), with);
        Expect(TransactionError.WitnessMismatch, TestLedger.Sign(body, 0, 1, 2), with);
        Expect(TransactionError.WitnessMismatch, TestLedger.Sign(body), with);
    }

    [Fact]
    public void Balance_MustCoverMaxFee()
    {
        UInt128 balance = 1_000 * TestLedger.Coin;
        Expect(TransactionError.None, TestLedger.Sign(TestLedger.Body(0, 0) with { MaxFee = balance }, 0));
        Expect(
            TransactionError.InsufficientBalance,
            TestLedger.Sign(TestLedger.Body(0, 0) with { MaxFee = balance + 1 }, 0));
        Expect(TransactionError.InsufficientBalance, TestLedger.Sign(TestLedger.Body(6, 0), 6));
    }

    private static TransactionBody Filled(TransactionBody body, int first, int second) => body with
    {
        Calls =
        [
            new ProgramCall(new ProgramId(default), 0, new byte[first], 0),
            new ProgramCall(new ProgramId(default), 0, new byte[second], 0),
        ],
    };

    private void Expect(TransactionError expected, Transaction transaction, BlockState? state = null) => Assert.Equal(
        expected,
        AdmissionCheck.Validate(
            transaction, state ?? _state, TestLedger.Genesis, TestLedger.View, BlockContext.UnitBaseFee));
}
