using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Snapshots;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>A chain whose blocks are executed, stored, and executed again from any state of it.</summary>
internal sealed class ContractChain : IDisposable
{
    private readonly ulong[] _nonces = new ulong[5];
    private readonly Dictionary<ulong, StateItems> _states = [];
    private readonly ExecutionEngine _engine;

    /// <summary>A chain at its genesis.</summary>
    /// <param name="modules">What executes its blocks first.</param>
    public ContractChain(ModuleCache modules) => _engine = new ExecutionEngine(TestLedger.Genesis, 1, modules: modules);

    /// <summary>Its blocks and states.</summary>
    public ChainStore Store { get; } = TestLedger.Open(new MemoryKeyValueStore());

    /// <summary>Height of the next block.</summary>
    public ulong Next => Store.FinalizedHeader.Height + 1;

    public void Dispose()
    {
        _engine.Dispose();
        Store.Dispose();
    }

    /// <summary>A transaction of an owner with the next nonce.</summary>
    public Transaction Make(int owner, ObjectId[] writes, ObjectId[] reads, params ProgramCall[] calls)
    {
        TransactionBody body = TestLedger.Calling(TestLedger.Body(owner, _nonces[owner]++), calls);
        SortedSet<ObjectId> written = [.. body.Writes, .. writes];
        body = body with
        {
            ValidUntil = Store.FinalizedHeader.View + 10,
            GasLimit = 5_000_000,
            MaxFee = TestLedger.Coin,
            MemoryLimit = 4,
            Writes = [.. written],
            Reads = [.. reads.Except(written).Distinct().Order()],
        };
        return TestLedger.Sign(body, owner);
    }

    /// <summary>Executes a block of transactions and makes it final; its receipts.</summary>
    public Receipt[] Add(params Transaction[] transactions)
    {
        Header parent = Store.FinalizedHeader;
        BlockExecution execution = Execute(Store.FinalizedState, parent, parent.View + 1, transactions, _engine);
        Proposal block = TestLedger.Block(parent, parent.View + 1, execution, transactions);
        Receipt[] receipts = execution.Receipts;
        Store.CommitFinal(block, execution, null);
        _states[block.Header.Height] = ValuesOf(Store.FinalizedState);
        return receipts;
    }

    /// <summary>A store that knows nothing but the state after a block: what a snapshot gives.</summary>
    public ChainStore OpenBehind(ulong height)
    {
        Assert.True(Store.TryGetFinalProposal(height, out Proposal? block));
        MemoryKeyValueStore store = new();
        Assert.True(ChainImport.TryOpen(store, TestLedger.Genesis, block.Hash, height, out ChainImport import));
        import.Apply(_states[height]);
        Assert.True(import.TryFinish(block, null, [], hasLog: false));
        return TestLedger.Open(store);
    }

    /// <summary>Executes all blocks behind the head of a store again; each gives the roots of its header.</summary>
    public void Replay(ChainStore from, ModuleCache modules, int lanes)
    {
        using ExecutionEngine engine = new(TestLedger.Genesis, lanes, modules: modules) { ParallelThreshold = 1 };
        while (from.FinalizedHeader.Height < Store.FinalizedHeader.Height)
        {
            Assert.True(Store.TryGetFinalProposal(from.FinalizedHeader.Height + 1, out Proposal? block));
            Assert.True(Ace.TryDecode(block.Payload, out BlockPayload payload, out _));
            BlockExecution execution = Execute(
                from.FinalizedState, from.FinalizedHeader, block.Header.View, payload.Transactions, engine);
            Assert.Equal(block.Header.ReceiptsRoot, execution.ReceiptsRoot);
            Assert.Equal(block.Header.StateRoot, execution.PostState!.Root);
            from.CommitFinal(block, execution, null);
        }
    }

    private static StateItems ValuesOf(BlockState state)
    {
        List<KeyValuePair<Hash256, byte[]?>> values = [];
        using StateCursor cursor = new(state, default);
        while (cursor.TryNext(out Hash256 key, out ReadOnlySpan<byte> value))
        {
            values.Add(new(key, value.ToArray()));
        }
        return StateItems.Of(values);
    }

    private static BlockExecution Execute(
        BlockState parent, Header header, ulong view, Transaction[] transactions, ExecutionEngine engine)
    {
        BlockContext context = new(view, parent.Height + 1, TestLedger.Owners[7], FeeMarkets.Of(parent).Block)
        {
            Origin = TestLedger.Origin(header),
        };
        BlockExecution execution = BlockExecutor.Execute(
            TestLedger.Genesis, parent, context, transactions, engine: engine);
        Assert.True(execution.IsValid, $"{execution.TransactionError} at {execution.ErrorIndex}");
        return execution;
    }
}
