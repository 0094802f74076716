using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

/// <summary>Prices and caps as blocks meet them.</summary>
public sealed class BlockMarketTests
{
    private const ulong BlockGas = 64_000;
    private readonly ulong[] _nonces = new ulong[8];
    private BlockState _state = TestLedger.InitialState();

    [Fact]
    public void HotAccount_CostsMoreForItsWriters_AndNothingForOthers()
    {
        UInt128 calm = FeeOf(Transfer(2, 3));
        for (int block = 0; block < 4; block++)
        {
            Add([.. Enumerable.Range(0, 8).Select(_ => Transfer(0, 1))]);
        }
        FeeMarkets markets = FeeMarkets.Of(_state);
        Assert.Equal(FeeController.Unit, markets.Block);
        Assert.Equal(
            new[] { TestLedger.Owners[0].AsObject, TestLedger.Owners[1].AsObject }.Order(),
            markets.Locals.ToArray().Select(local => local.Item));
        Assert.Equal(calm, FeeOf(Transfer(2, 3)));
        UInt128 hot = FeeOf(Transfer(4, 1));
        Assert.True(hot > calm * 3);
        for (int block = 0; block < 20; block++)
        {
            Add([]);
        }
        Assert.True(FeeMarkets.Of(_state).IsInitial);
        Assert.Equal(calm, FeeOf(Transfer(4, 1)));
    }

    [Fact]
    public void FullBlocks_RaiseThePriceOfAll()
    {
        UInt128 calm = FeeOf(Transfer(2, 3));
        for (int block = 0; block < 6; block++)
        {
            Add([.. Enumerable.Range(0, 15).SelectMany(_ => new[]
            {
                Transfer(0, 5), Transfer(1, 6), Transfer(2, 7), Transfer(3, 4),
            })]);
        }
        Assert.True(FeeMarkets.Of(_state).Block > FeeController.Unit * 3 / 2);
        Assert.True(FeeOf(Transfer(4, 4)) > calm);
    }

    /// <summary>However often one account is written, it gets a quarter of the block's gas and no more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cap_OfOneAccount_IsKept(int lanes)
    {
        using ExecutionEngine engine = new(TestLedger.Genesis, lanes) { ParallelThreshold = 1 };
        BlockContext context = TestLedger.Context(_state) with { BlockGas = BlockGas };
        using BlockBuilder builder = new(TestLedger.Genesis, _state, context, engine);
        Transaction[] hot = [.. Enumerable.Range(0, 20).Select(_ => Transfer(0, 1))];
        Transaction[] calm = [.. Enumerable.Range(0, 10).Select(_ => Transfer(2, 3))];
        TransactionError[] errors = new TransactionError[30];
        Assert.Equal(16, builder.TryAddAll([.. hot, .. calm], errors));
        Assert.All(errors[..16], error => Assert.Equal(TransactionError.None, error));
        // The first over the cap is refused for it, and the sender's later ones have no predecessor any more.
        Assert.Equal(TransactionError.ObjectFull, errors[16]);
        Assert.All(errors[17..20], error => Assert.Equal(TransactionError.NonceTooHigh, error));
        Assert.All(errors[20..], error => Assert.Equal(TransactionError.None, error));
    }

    /// <summary>A block that takes more is refused by everyone who checks it.</summary>
    [Fact]
    public void Block_OverACapOrItsGas_IsInvalid()
    {
        BlockContext context = TestLedger.Context(_state) with { BlockGas = 3_000 };
        Transaction[] four = [Transfer(0, 5), Transfer(1, 6), Transfer(2, 7), Transfer(3, 4)];
        BlockExecution over = BlockExecutor.Execute(TestLedger.Genesis, _state, context, four);
        Assert.Equal((TransactionError.ObjectFull, 0), ErrorOf(over));
        context = context with { BlockGas = 4_000 };
        Assert.True(BlockExecutor.Execute(TestLedger.Genesis, _state, context, four).IsValid);
        Transaction[] five = [.. four, Transfer(4, 4)];
        over = BlockExecutor.Execute(TestLedger.Genesis, _state, context, five);
        Assert.Equal((TransactionError.BlockFull, 4), ErrorOf(over));
    }

    [Fact]
    public void MaxFee_BelowThePriceOfAHotAccount_IsNotIncluded()
    {
        for (int block = 0; block < 4; block++)
        {
            Add([.. Enumerable.Range(0, 8).Select(_ => Transfer(0, 1))]);
        }
        UInt128 calm = TestLedger.RequiredFee(Transfer(4, 1));
        _nonces[4] = 0;
        Transaction cheap = Transfer(4, 1, calm);
        Assert.Equal(TransactionError.FeeTooLow, ErrorOf(Block([cheap])).Error);
        Transaction elsewhere = Transfer(4, 2, calm);
        Assert.True(Block([elsewhere]).IsValid);
    }

    private static (TransactionError Error, int Index) ErrorOf(BlockExecution execution) =>
        (execution.TransactionError, execution.ErrorIndex);

    private Transaction Transfer(int from, int to, UInt128? maxFee = null)
    {
        TransactionBody body = TestLedger.Calling(
            TestLedger.Body(from, _nonces[from]) with { GasLimit = 1_000 },
            BankProgram.Transfer(TestLedger.Owners[from], TestLedger.Owners[to], AssetId.Swr, 1));
        _nonces[from] += maxFee is null ? 1UL : 0;
        return TestLedger.Sign(maxFee is { } most ? body with { MaxFee = most } : body, from);
    }

    private UInt128 FeeOf(Transaction transaction)
    {
        BlockExecution execution = Block([transaction]);
        Assert.True(execution.IsValid, $"{execution.TransactionError}");
        _nonces[Array.IndexOf(TestLedger.Owners, transaction.Body.FeePayer)]--;
        return execution.Receipts[0].Fee;
    }

    private void Add(Transaction[] transactions)
    {
        BlockExecution execution = Block(transactions);
        Assert.True(execution.IsValid, $"{execution.TransactionError} at {execution.ErrorIndex}");
        _state = execution.PostState!;
    }

    private BlockExecution Block(Transaction[] transactions) => BlockExecutor.Execute(
        TestLedger.Genesis,
        _state,
        TestLedger.Context(_state) with { BlockGas = BlockGas, BaseFee = FeeMarkets.Of(_state).Block },
        transactions);
}
