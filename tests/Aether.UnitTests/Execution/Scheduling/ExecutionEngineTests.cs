using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.TestKit;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

/// <summary>Blocks on several lanes against serial ones and the naive ledger.</summary>
public sealed class ExecutionEngineTests
{
    private const int BlocksPerChain = 12;

    /// <summary>Chains of each case: a campaign sets more.</summary>
    private static readonly int s_chains =
        int.TryParse(Environment.GetEnvironmentVariable("AETHER_EQUALITY_CHAINS"), out int chains) ? chains : 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(16)]
    public void RandomBlocks_OnSeveralLanes_EqualSerialAndTheNaiveLedger(int lanes)
    {
        using ExecutionEngine parallel = new(TestLedger.Genesis, lanes) { ParallelThreshold = 0, SliceLength = lanes };
        using ExecutionEngine serial = new(TestLedger.Genesis) { SliceLength = 7 };
        HashSet<TransactionError> errors = [];
        for (int chain = 0; chain < s_chains; chain++)
        {
            RunChain(new Random((lanes * 1_000_003) + chain), parallel, serial, errors);
        }
        Assert.True(errors.Count >= 8, string.Join(' ', errors));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_MoreSlotsThanThereIsRoomFor_LoadsEachWhileOthersAreAdded(int lanes)
    {
        BlockState state = TestLedger.InitialState();
        for (int round = 0; round < 8; round++)
        {
            using ExecutionEngine engine = new(TestLedger.Genesis, lanes) { SliceLength = 1 + round };
            Transaction[] block = [.. Enumerable.Range(0, 200).Select(index => TestLedger.Sign(
                TestLedger.Body(index % TestLedger.Owners.Length, 0) with
                {
                    Writes = [.. Enumerable.Range(0, 9)
                        .Select(item => new ObjectId(TestLedger.Hash((index * 8) + item))).Order()],
                },
                index % TestLedger.Owners.Length))];
            engine.Begin(state, TestLedger.Context(state));
            engine.Run(block);
            Assert.Equal(1_601 + TestLedger.Owners.Length, engine.Slots.Count);
            for (int slot = 0; slot < engine.Slots.Count; slot++)
            {
                Hash256 key = StateKey.ForAccount(new Address(engine.Slots.SlotAt(slot).Id));
                Assert.Equal(key, engine.Slots.KeyAt(2 * slot));
                Assert.Equal(state.TryGet(key, out _), engine.Slots.CellAt(2 * slot).Existed);
            }
            Assert.DoesNotContain(
                TransactionError.WitnessMismatch, engine.Outcomes.ToArray().Select(outcome => outcome.Error));
            engine.End();
        }
    }

    [Fact]
    public void Execute_ARefusedTransaction_IsNamedByItsIndexOnAnyNumberOfLanes()
    {
        BlockState state = TestLedger.InitialState();
        Transaction[] block =
        [
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(2, 3, 0, AssetId.Swr, 5),
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(2, 3, 5, AssetId.Swr, 5),
        ];
        using ExecutionEngine engine = new(TestLedger.Genesis, 2) { ParallelThreshold = 0 };
        for (int round = 0; round < 20; round++)
        {
            BlockExecution execution = BlockExecutor.Execute(
                TestLedger.Genesis, state, TestLedger.Context(state), block, engine: engine);
            Assert.Equal(BlockError.InvalidTransaction, execution.Error);
            Assert.Equal(TransactionError.NonceTooLow, execution.TransactionError);
            Assert.Equal(2, execution.ErrorIndex);
        }
    }

    [Fact]
    public void Execute_AStateThatFailsInALane_ThrowsItsCauseAndLeavesTheEngineUsable()
    {
        BlockState state = TestLedger.InitialState();
        Transaction[] block = [.. Enumerable.Range(0, 5).Select(i => TestLedger.Transfer(i, 6, 0, AssetId.Swr, 5))];
        using ExecutionEngine engine = new(TestLedger.Genesis, 3) { ParallelThreshold = 0 };
        engine.Begin(new FailingReader(), TestLedger.Context(state));
        Assert.Throws<StateMovedException>(() => engine.Run(block));
        engine.End();
        Assert.True(BlockExecutor.Execute(
            TestLedger.Genesis, state, TestLedger.Context(state), block, engine: engine).IsValid);
    }

    [Fact]
    public void CheckEvery_LanesThatAgree_PassAndOthersHalt()
    {
        BlockState state = TestLedger.InitialState();
        Transaction[] block = [.. Enumerable.Range(0, 5).Select(i => TestLedger.Transfer(i, 6, 0, AssetId.Swr, 5))];
        using ExecutionEngine good = new(TestLedger.Genesis, 2) { ParallelThreshold = 0, CheckEvery = 2 };
        for (int round = 0; round < 4; round++)
        {
            Assert.True(Execute(good).IsValid);
        }
        // Other prices than the chain's stand for a fault of the lanes.
        Genesis other = new(
            TestLedger.Genesis.ChainId, TestLedger.Genesis.TimestampMs,
            TestLedger.Genesis.Parameters with { FeeBase = TestLedger.Genesis.Parameters.FeeBase + 1 },
            TestLedger.Genesis.Validators, TestLedger.Genesis.Accounts);
        Transaction[] theirs = [.. block.Select(item => TestLedger.Sign(
            item.Body with { ChainTag = other.ChainTag }, Array.IndexOf(TestLedger.Owners, item.Body.FeePayer)))];
        using ExecutionEngine bad = new(other, 2) { ParallelThreshold = 0, CheckEvery = 1 };
        Assert.Throws<InvariantViolationException>(() => BlockExecutor.Execute(
            TestLedger.Genesis, state, TestLedger.Context(state), theirs, engine: bad));

        BlockExecution Execute(ExecutionEngine engine) => BlockExecutor.Execute(
            TestLedger.Genesis, state, TestLedger.Context(state), block, engine: engine);
    }

    [Fact]
    public void Run_AfterWarmUp_AllocatesNothing()
    {
        BlockState state = TestLedger.InitialState();
        Transaction[] block =
        [
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(1, 2, 0, AssetId.Aic, 5),
            TestLedger.Transfer(2, 7, 0, AssetId.Aic, 99), TestLedger.Withdraw(3, 0, 5, 6),
        ];
        HeldReader reader = new(state);
        using ExecutionEngine engine = new(TestLedger.Genesis);
        BlockContext context = TestLedger.Context(state);
        Allocations.AssertNone(() =>
        {
            engine.Begin(reader, context);
            engine.Run(block);
            engine.Collect();
            engine.End();
        });
        Assert.Equal(block.Length, engine.Count);
    }

    private static void RunChain(
        Random random, ExecutionEngine parallel, ExecutionEngine serial, HashSet<TransactionError> errors)
    {
        SpecLedger spec = new(TestLedger.Genesis);
        TransactionGenerator generator = new(random, spec);
        BlockState state = TestLedger.InitialState();
        for (int block = 0; block < BlocksPerChain; block++)
        {
            ulong view = TestLedger.View + (ulong)block;
            Address proposer = TestLedger.Owners[random.Next(8)];
            BlockContext context = new(view, state.Height + 1, proposer, BlockContext.UnitBaseFee);
            Transaction[] batch = new Transaction[random.Next(24)];
            TransactionError[] expected = new TransactionError[batch.Length];
            for (int index = 0; index < batch.Length; index++)
            {
                batch[index] = generator.Next(view);
                expected[index] = spec.Run(batch[index], view).Error;
                errors.Add(expected[index]);
            }
            spec.EndBlock(proposer);
            BlockExecution one = Build(serial, state, context, batch, expected);
            BlockExecution many = Build(parallel, state, context, batch, expected);
            Assert.Equal(one.PostState!.Root, many.PostState!.Root);
            Assert.Equal(one.ReceiptsRoot, many.ReceiptsRoot);
            Assert.Equal(one.EncodedReceipts.Bytes, many.EncodedReceipts.Bytes);
            Assert.Equal(NaiveTree.Root(spec.Values()), many.PostState.Root);
            state = many.PostState;
        }
    }

    private static BlockExecution Build(
        ExecutionEngine engine,
        BlockState state,
        BlockContext context,
        Transaction[] batch,
        TransactionError[] expected)
    {
        BlockBuilder builder = new(TestLedger.Genesis, state, context, engine);
        TransactionError[] errors = new TransactionError[batch.Length];
        int first = builder.TryAddAll(batch, errors);
        Assert.Equal(expected, errors);
        Assert.Equal(Array.FindIndex(errors, error => error != TransactionError.None), first);
        return builder.Finish();
    }

    // Gives arrays it holds: what is allocated is the engine's.
    private sealed class HeldReader(IStateReader state) : IStateReader
    {
        private readonly Dictionary<Hash256, byte[]?> _values = [];

        public bool TryGet(Hash256 key, out byte[] value)
        {
            if (!_values.TryGetValue(key, out byte[]? held))
            {
                held = state.TryGet(key, out byte[] found) ? found : null;
                _values.Add(key, held);
            }
            value = held ?? [];
            return held is not null;
        }
    }

    private sealed class FailingReader : IStateReader
    {
        // The prices of a block are read before any lane runs.
        public bool TryGet(Hash256 key, out byte[] value)
        {
            value = [];
            if (key != FeeMarkets.Key)
            {
                throw new StateMovedException();
            }
            return false;
        }
    }
}
