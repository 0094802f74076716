using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Transactions that are only tried.</summary>
public sealed class TransactionSimulatorTests
{
    private readonly ContractFixture _chain = new();

    [Fact]
    public void Trial_SaysWhatWouldHappen_AndChangesNothing()
    {
        using TransactionSimulator simulator = new(TestLedger.Genesis, ModuleCache.Create());
        ObjectId contract = _chain.Deploy();
        Hash256 root = _chain.Ledger.State.Root;
        ProgramCall put = ContractCalls.Invoke(contract, "put", BagContract.PutInput([1], [2]), 500_000);
        TransactionBody body = TestLedger.Body(3, 999) with
        {
            GasLimit = 500_000,
            MemoryLimit = 1,
            MaxFee = 0,
            Calls = [put],
        };
        BlockContext context = TestLedger.Context(_chain.Ledger.State);
        Simulation first = simulator.Run(_chain.Ledger.State, context, new Transaction(body, []));
        Assert.Equal(ReceiptStatus.UnknownProgram, first.Receipt!.Status);
        Assert.Equal(contract, first.Failure!.Item);

        Simulation whole = simulator.RunDeclaring(_chain.Ledger.State, context, body);
        Assert.Equal(ReceiptStatus.Success, whole.Receipt!.Status);
        Assert.Equal([contract], whole.Body.Writes);
        Assert.Equal([_chain.Data(contract).Code], whole.Body.Reads);
        Receipt real = _chain.Call(3, contract, "put", BagContract.PutInput([1], [2]));
        Assert.Equal(real.GasUsed, whole.Receipt.GasUsed);
        Assert.NotEqual(root, _chain.Ledger.State.Root);
    }

    [Fact]
    public void Tries_EndWhenTheirGasIsUsed()
    {
        using TransactionSimulator simulator = new(TestLedger.Genesis, ModuleCache.Create());
        ObjectId contract = _chain.Deploy();
        TransactionBody body = TestLedger.Body(3, 0) with
        {
            GasLimit = 500_000,
            MemoryLimit = 1,
            Calls = [ContractCalls.Invoke(contract, "put", BagContract.PutInput([1], [2]), 500_000)],
        };
        BlockContext context = TestLedger.Context(_chain.Ledger.State);
        Simulation open = simulator.RunDeclaring(_chain.Ledger.State, context, body);
        Assert.Equal(ReceiptStatus.Success, open.Receipt!.Status);

        Simulation ended = simulator.RunDeclaring(_chain.Ledger.State, context, body, open.Receipt.GasUsed / 2);
        Assert.NotEqual(ReceiptStatus.Success, ended.Receipt!.Status);
        Assert.False(ended.Failure!.Item.Value.IsZero);
    }

    [Fact]
    public void Trial_GivesOutputAndFailure()
    {
        using TransactionSimulator simulator = new(TestLedger.Genesis, ModuleCache.Create());
        ObjectId contract = _chain.Deploy(input: BagContract.PutInput([1], [2, 3]));
        BlockContext context = TestLedger.Context(_chain.Ledger.State);
        TransactionBody Get(byte key) => TestLedger.Body(3, 0) with
        {
            GasLimit = 500_000,
            MemoryLimit = 1,
            Calls = [ContractCalls.Invoke(contract, "get", [key], 500_000)],
        };
        Assert.Equal([2, 3], simulator.RunDeclaring(_chain.Ledger.State, context, Get(1)).Output);
        Simulation failed = simulator.RunDeclaring(_chain.Ledger.State, context, Get(2));
        Assert.Empty(failed.Output);
        Assert.Equal(
            (ReceiptStatus.Aborted, 7U), (failed.Failure!.Status, failed.Failure.Detail));
        Assert.Equal([2], failed.Failure.Data);
        TransactionBody spends = Get(1) with { Inputs = [new OutPoint(TestLedger.Hash(1), 0)] };
        Assert.Equal(
            TransactionError.InputSpentOrMissing,
            simulator.Run(_chain.Ledger.State, context, new Transaction(spends, [])).Error);
    }
}
