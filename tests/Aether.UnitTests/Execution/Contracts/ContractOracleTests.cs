using System.Numerics;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;
using Aether.Execution.Storage;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.TestKit.Ledger;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>
/// Random blocks of contract calls: one lane, several with compiled code and the naive ledger give the same bytes.
/// </summary>
public sealed class ContractOracleTests
{
    [Fact]
    public void RandomBlocks_EqualTheNaiveLedger_OnAnyNumberOfLanes()
    {
        Random random = new(7);
        HashSet<ReceiptStatus> statuses = [];
        for (int chain = 0; chain < 6; chain++)
        {
            RunChain(random, 25, passesEpochs: false, statuses);
        }
        ReceiptStatus[] outcomes =
        [
            ReceiptStatus.Success, ReceiptStatus.InsufficientBalance, ReceiptStatus.UndeclaredAccess,
            ReceiptStatus.OutOfGas, ReceiptStatus.Unauthorized, ReceiptStatus.UnknownProgram,
            ReceiptStatus.ObjectMissing, ReceiptStatus.ObjectExists, ReceiptStatus.Trapped, ReceiptStatus.Aborted,
            ReceiptStatus.MethodMissing, ReceiptStatus.CodeMismatch, ReceiptStatus.NotScheduled,
            ReceiptStatus.MemoryOverflow,
        ];
        Assert.Empty(outcomes.Except(statuses));
    }

    [Fact]
    public void RandomBlocksOverEpochs_EqualTheNaiveLedger_WithRentAndArchives()
    {
        Random random = new(8);
        HashSet<ReceiptStatus> statuses = [];
        (int archived, int restored) = (0, 0);
        for (int chain = 0; chain < 2; chain++)
        {
            (int gone, int back) = RunChain(random, 160, passesEpochs: true, statuses);
            archived += gone;
            restored += back;
        }
        Assert.True(archived > 20 && restored > 5, $"{archived} archived, {restored} restored");
        Assert.Contains(ReceiptStatus.Archived, statuses);
        Assert.Contains(ReceiptStatus.Success, statuses);
    }

    private static (int Archived, int Restored) RunChain(
        Random random, int blocks, bool passesEpochs, HashSet<ReceiptStatus> statuses)
    {
        (int archived, int restored) = (0, 0);
        ulong view = TestLedger.View;
        SpecLedger spec = new(TestLedger.Genesis);
        ContractCallGenerator generator = new(random, spec) { Restores = passesEpochs };
        ChainStore chain = TestLedger.Open(new MemoryKeyValueStore());
        // The lanes run compiled code, one lane and the naive ledger the interpreter.
        ModuleCache compiled = new(module => WasmCompiler.Compile(module, InterpretedCode.Shared));
        using ExecutionEngine lanes = new(TestLedger.Genesis, 3, modules: compiled) { ParallelThreshold = 1 };
        for (int block = 0; block < blocks; block++)
        {
            Header parent = chain.FinalizedHeader;
            view += passesEpochs ? (ulong)random.Next(10_000, 22_000) : 1;
            HashSet<ObjectId> gone = [.. spec.Archived.Keys];
            BlockContext context = new(
                view, chain.FinalizedState.Height + 1, TestLedger.Owners[7], (ulong)spec.Markets.Block)
            {
                Origin = TestLedger.Origin(parent, spec.Staking.Serving, spec.Staking.Epoch),
            };
            spec.Block = (context.Height, parent.TimestampMs);
            using BlockBuilder builder = new(TestLedger.Genesis, chain.FinalizedState, context);
            List<Transaction> included = [];
            for (int count = builder.IsClosing ? 0 : random.Next(3, 14); count > 0; count--)
            {
                Transaction transaction = generator.Next(view, context.Height);
                SpecOutcome outcome = spec.Run(transaction, view);
                Assert.Equal(outcome.Error, builder.TryAdd(transaction));
                if (outcome.Error == TransactionError.None)
                {
                    included.Add(transaction);
                    generator.Expected.Add(Ace.Encode(outcome.Receipt!));
                    statuses.Add(outcome.Status);
                }
            }
            restored += gone.Count(spec.Objects.ContainsKey);
            spec.EndBlock(TestLedger.Owners[7]);
            archived += spec.Archived.Keys.Except(gone).Count();
            CheckDeposits(spec);
            spec.Staking.EndBlock(parent, TestLedger.Hash((int)parent.View).ToArray(), view);
            BlockExecution execution = builder.Finish();
            Assert.Equal(generator.Expected, execution.Receipts.Select(Ace.Encode));
            Assert.Equal(NaiveTree.Root(spec.Values()), execution.PostState!.Root);
            BlockExecution parallel = BlockExecutor.Execute(
                TestLedger.Genesis, chain.FinalizedState, context, [.. included], engine: lanes);
            Assert.Equal(execution.PostState.Root, parallel.PostState!.Root);
            Assert.Equal(execution.ReceiptsRoot, parallel.ReceiptsRoot);
            parallel.PostState.Discard();
            generator.Expected.Clear();
            chain.CommitFinal(
                TestLedger.Block(chain.FinalizedHeader, view, execution, [.. included]), execution, null);
        }
        return (archived, restored);
    }

    // Units neither come nor go, and each deposit is that of what is stored, archived owners' items aside.
    private static void CheckDeposits(SpecLedger spec)
    {
        BigInteger supply = TestLedger.Genesis.Accounts.Aggregate(
            (BigInteger)TestLedger.Genesis.Validators.TotalStake, (sum, account) => sum + (BigInteger)account.Swr);
        Assert.Equal(supply, spec.Supply(AssetId.Swr));
        foreach ((ObjectId id, ObjectRecord record) in spec.Objects)
        {
            int stored = spec.Items.Where(item => item.Key.Owner == id).Sum(item => item.Value.Length + 64);
            Assert.Equal((ulong)stored, BitConverter.ToUInt64(record.Data));
            Assert.Equal(spec.Rent.Deposit(record.EncodedBytes + stored), (BigInteger)record.Deposit);
        }
    }
}
