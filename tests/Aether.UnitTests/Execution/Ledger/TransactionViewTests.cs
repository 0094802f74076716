using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.UnitTests.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class TransactionViewTests
{
    private static readonly Address[] s_owners = TestLedger.Owners;
    private static readonly ObjectId s_written = s_owners[1].AsObject;
    private static readonly ObjectId s_read = s_owners[2].AsObject;
    private static readonly ObjectId s_stranger = s_owners[3].AsObject;
    private readonly BlockState _state = TestLedger.InitialState();
    private readonly SlotFixture _fixture;
    private readonly TransactionView _view;

    public TransactionViewTests()
    {
        TransactionBody body = TestLedger.Body(0, 0) with { Writes = [s_written], Reads = [s_read] };
        Transaction transaction = TestLedger.Sign(body, 0);
        _fixture = new SlotFixture(_state, transaction, transaction);
        _view = _fixture.Begin(0);
    }

    [Fact]
    public void Accounts_AreGuardedByTheDeclaration()
    {
        Assert.Equal(ReadResult.Found, _view.TryReadAccount(s_owners[0], out ReadOnlySpan<byte> payer));
        Assert.Equal(1_000 * (UInt128)TestLedger.Coin, AccountBytes.BalanceOf(payer, AssetId.Swr));
        Assert.Equal(ReadResult.Found, _view.TryReadAccount(s_owners[1], out _));
        Assert.Equal(ReadResult.Found, _view.TryReadAccount(s_owners[2], out _));
        Assert.Equal(ReadResult.Undeclared, _view.TryReadAccount(s_owners[3], out _));
        Assert.True(_view.WriteAccount(s_owners[1], [1]));
        Assert.False(_view.WriteAccount(s_owners[2], [1]));
        Assert.False(_view.RemoveAccount(s_owners[2]));
        Assert.False(_view.WriteAccount(s_owners[3], [1]));
        Assert.True(_view.RemoveAccount(s_owners[0]));
        Assert.Equal(ReadResult.Absent, _view.TryReadAccount(s_owners[0], out _));
    }

    [Fact]
    public void Objects_AndAccountsOfOneIdentifier_AreApart()
    {
        Assert.Equal(ReadResult.Absent, _view.TryReadObject(s_written, out _));
        Assert.Equal(ReadResult.Absent, _view.TryReadObject(s_read, out _));
        Assert.True(_view.WriteObject(s_written, [7, 7]));
        Assert.Equal(ReadResult.Found, _view.TryReadObject(s_written, out ReadOnlySpan<byte> value));
        Assert.Equal([7, 7], value.ToArray());
        Assert.Equal(ReadResult.Found, _view.TryReadAccount(new Address(s_written.Value), out value));
        Assert.NotEqual(2, value.Length);
        Assert.False(_view.WriteObject(s_read, [1]));
        Assert.True(_view.RemoveObject(s_written));
        Assert.Equal(ReadResult.Undeclared, _view.TryReadObject(s_stranger, out _));
    }

    [Fact]
    public void Items_FollowTheDeclarationOfTheirOwner()
    {
        Hash256 key = TestLedger.Hash(1);
        Assert.Equal(ReadResult.Absent, _view.TryReadItem(s_written, key, out _));
        Assert.Equal(ReadResult.Absent, _view.TryReadItem(s_read, key, out _));
        Assert.Equal(ReadResult.Undeclared, _view.TryReadItem(s_stranger, key, out _));
        Assert.False(_view.WriteItem(s_read, key, [1]));
        Assert.False(_view.WriteItem(s_stranger, key, [1]));
        int mark = _view.Mark();
        Assert.True(_view.WriteItem(s_written, key, [5]));
        Assert.Equal(ReadResult.Found, _view.TryReadItem(s_written, key, out ReadOnlySpan<byte> value));
        Assert.Equal([5], value.ToArray());
        Assert.True(_view.RemoveItem(s_written, key));
        Assert.Equal(ReadResult.Absent, _view.TryReadItem(s_written, key, out _));
        Assert.True(_view.WriteItem(s_written, key, new byte[300]));
        _view.RollBack(mark);
        Assert.Equal(ReadResult.Absent, _view.TryReadItem(s_written, key, out _));
    }

    [Fact]
    public void Outputs_OnlySpentAndCreatedOnes()
    {
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        BlockState with = TestLedger.Execute(_state, made).PostState!;
        OutPoint spent = new(made.Id, 0);
        Transaction spender = TestLedger.Sign(
            TestLedger.Body(0, 1) with
            {
                Inputs = [spent],
                Outputs = [new TransactionOutput(s_owners[0], AssetId.Swr, 5, null)],
            },
            0);
        TransactionView view = new SlotFixture(with, spender).Begin(0);
        Assert.Equal(ReadResult.Found, view.TryReadOutput(spent, out ReadOnlySpan<byte> output));
        Assert.Equal((UInt128)5, OutputBytes.AmountOf(output));
        Assert.Equal(ReadResult.Undeclared, view.TryReadOutput(new OutPoint(made.Id, 1), out _));
        Assert.Equal(ReadResult.Absent, view.TryReadOutput(new OutPoint(spender.Id, 0), out _));
        Assert.Equal(ReadResult.Undeclared, view.TryReadOutput(new OutPoint(spender.Id, 1), out _));
        Assert.True(view.RemoveOutput(spent));
        Assert.True(view.WriteOutput(new OutPoint(spender.Id, 0), [1, 2]));
        Assert.False(view.WriteOutput(new OutPoint(made.Id, 1), [1]));
        Assert.False(view.RemoveOutput(new OutPoint(spender.Id, 1)));
        Assert.Equal(ReadResult.Absent, view.TryReadOutput(spent, out _));
    }

    [Fact]
    public void NextTransaction_SeesWhatTheOneBeforeWrote()
    {
        Assert.True(_view.WriteAccount(s_owners[1], [9, 9]));
        TransactionView next = _fixture.Begin(1);
        Assert.Equal(ReadResult.Found, next.TryReadAccount(s_owners[1], out ReadOnlySpan<byte> value));
        Assert.Equal([9, 9], value.ToArray());
        Assert.Equal(0, next.WriteCount);
    }

    [Fact]
    public void RandomNesting_EqualsAStackOfCopies()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            TransactionView view = new SlotFixture(_state, _view.Transaction).Begin(0);
            Stack<(int Mark, byte[]?[] Values)> marks = new();
            for (int step = 0; step < 60; step++)
            {
                switch (random.Next(6))
                {
                    case 0:
                        marks.Push((view.Mark(), Values(view)));
                        break;
                    case 1 when marks.Count > 0:
                        (int mark, byte[]?[] values) = marks.Pop();
                        view.RollBack(mark);
                        Assert.Equal(values, Values(view));
                        break;
                    case 2:
                        view.RemoveAccount(s_owners[random.Next(2)]);
                        break;
                    case 3:
                        view.WriteObject(s_written, RandomValue(random));
                        break;
                    default:
                        view.WriteAccount(s_owners[random.Next(2)], RandomValue(random));
                        break;
                }
            }
        }
    }

    private static byte[] RandomValue(Random random)
    {
        byte[] value = new byte[random.Next(1, 400)];
        random.NextBytes(value);
        return value;
    }

    private static byte[]?[] Values(TransactionView view)
    {
        byte[]?[] values = new byte[]?[3];
        values[0] = view.TryReadAccount(s_owners[0], out ReadOnlySpan<byte> value) == ReadResult.Found
            ? value.ToArray() : null;
        values[1] = view.TryReadAccount(s_owners[1], out value) == ReadResult.Found ? value.ToArray() : null;
        values[2] = view.TryReadObject(s_written, out value) == ReadResult.Found ? value.ToArray() : null;
        return values;
    }
}
