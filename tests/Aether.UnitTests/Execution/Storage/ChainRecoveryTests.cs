using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>Crashes, damage and long runs of the store of the chain.</summary>
public sealed class ChainRecoveryTests
{
    private const int Blocks = 40;

    [Fact]
    public void CrashAfterAnyWrite_ReopensAtThatBlockAndEndsAlike()
    {
        List<Transaction[]> plan = Plan(new Random(1));
        List<Hash256> roots = [];
        HookedStore whole = new();
        ChainStore chain = TestLedger.Open(whole);
        roots.Add(chain.FinalizedHeader.Hash);
        foreach (Transaction[] block in plan)
        {
            TestLedger.Commit(chain, block);
            roots.Add(chain.FinalizedHeader.Hash);
        }
        // The first block, then for each two halves of what is added in bulk and the batch that moves the head.
        Assert.Equal((3 * Blocks) + 1, whole.Writes);
        for (int writes = 0; writes <= whole.Writes; writes++)
        {
            MemoryKeyValueStore disk = new();
            RunUntilCrash(new HookedStore(disk) { WritesLeft = writes }, plan);
            ChainStore recovered = TestLedger.Open(disk);
            int height = Math.Max(0, (writes - 1) / 3);
            Assert.Equal(roots[height], recovered.FinalizedHeader.Hash);
            Assert.False(recovered.TryGetFinalProposal((ulong)height + 1, out _));
            foreach (Transaction[] block in plan.Skip(height))
            {
                TestLedger.Commit(recovered, block);
            }
            Assert.Equal(roots[^1], recovered.FinalizedHeader.Hash);
        }
    }

    [Fact]
    public void FailedCommit_LeavesTheOldStateReadable()
    {
        HookedStore store = new();
        ChainStore chain = TestLedger.Open(store);
        TestLedger.Commit(chain, TestLedger.Transfer(4, 1, 0, AssetId.Swr, 1));
        store.WritesLeft = 0;
        Assert.Throws<IOException>(() => TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1)));
        Assert.Equal(1UL, chain.FinalizedHeader.Height);
        Assert.Equal(50UL, chain.FinalizedState.GetAccount(TestLedger.Owners[0]).BalanceOf(AssetId.Aic));
    }

    [Theory]
    [InlineData(ColumnFamily.Meta)]
    [InlineData(ColumnFamily.Blocks)]
    [InlineData(ColumnFamily.Heights)]
    [InlineData(ColumnFamily.State)]
    [InlineData(ColumnFamily.Receipts)]
    [InlineData(ColumnFamily.Transactions)]
    [InlineData(ColumnFamily.Finality)]
    public void Damage_InAnyFamily_IsRefusedOrUnread(ColumnFamily damaged)
    {
        MemoryKeyValueStore disk = new();
        ChainStore chain = TestLedger.Open(disk);
        List<Transaction[]> plan = Plan(new Random(2));
        plan.ForEach(block => TestLedger.Commit(chain, block));
        Hash256 expected = UseEverything(TestLedger.Open(disk), plan);
        Random random = new(3);
        int refused = 0;
        for (int round = 0; round < 150; round++)
        {
            int countdown = random.Next(12);
            HookedStore store = new(disk.Copy())
            {
                Damage = (family, value) => family == damaged && countdown-- == 0 ? Flip(random, value) : value,
            };
            try
            {
                StoreOpenError error = ChainStore.TryOpen(store, TestLedger.Genesis, out ChainStore? opened, out _);
                refused += error == StoreOpenError.None ? 0 : 1;
                if (opened is not null)
                {
                    Assert.Equal(expected, UseEverything(opened, plan));
                }
            }
            catch (StateCorruptException)
            {
                refused++;
            }
        }
        Assert.True(refused > 0 || damaged is ColumnFamily.Finality);
    }

    [Fact]
    public void ManyBlocks_LeaveExactlyTheValuesOfTheState()
    {
        MemoryKeyValueStore disk = new();
        Random random = new(4);
        SpecLedger spec = new(TestLedger.Genesis);
        ChainStore chain = TestLedger.Open(disk);
        for (int block = 0; block < 260; block++)
        {
            TestLedger.Commit(chain, Next(random, spec));
            spec.EndBlock(TestLedger.Owners[7]);
        }
        chain = TestLedger.Open(disk);
        SortedDictionary<Hash256, byte[]> values = spec.Values();
        Assert.Equal(NaiveTree.Root(values), chain.FinalizedState.Root);
        foreach ((Hash256 key, byte[] value) in values)
        {
            Assert.True(SparseMerkle.VerifyInclusion(
                chain.FinalizedState.Root, key, value, chain.FinalizedState.Prove(key)));
        }
        Assert.Equal(values.Count, disk.Scan(ColumnFamily.State, [], int.MaxValue).Count);
    }

    private static void RunUntilCrash(HookedStore store, List<Transaction[]> plan)
    {
        try
        {
            ChainStore chain = TestLedger.Open(store);
            plan.ForEach(block => TestLedger.Commit(chain, block));
        }
        catch (IOException)
        {
            // The crash.
        }
    }

    private static List<Transaction[]> Plan(Random random)
    {
        SpecLedger spec = new(TestLedger.Genesis);
        List<Transaction[]> plan = [];
        for (int block = 0; block < Blocks; block++)
        {
            plan.Add(Next(random, spec));
            spec.EndBlock(TestLedger.Owners[7]);
        }
        return plan;
    }

    private static Transaction[] Next(Random random, SpecLedger spec)
    {
        List<Transaction> block = [];
        for (int count = random.Next(4); count > 0; count--)
        {
            int payer = random.Next(5);
            ulong nonce = (ulong)spec.AccountOf(TestLedger.Owners[payer]).Nonce;
            OutPoint[] own = [.. spec.Outputs
                .Where(pair => pair.Value.Owner == TestLedger.Owners[payer]).Select(pair => pair.Key).Order().Take(2)];
            Transaction transaction = random.Next(3) switch
            {
                0 => TestLedger.Transfer(payer, random.Next(7), nonce, AssetId.Swr, (ulong)random.Next(1, 1_000)),
                1 => TestLedger.Withdraw(payer, nonce, [.. Enumerable.Repeat(3UL, random.Next(1, 4))]),
                _ => Collect(payer, nonce, own, spec),
            };
            if (spec.Run(transaction, TestLedger.View).Error == TransactionError.None)
            {
                block.Add(transaction);
            }
        }
        return [.. block];
    }

    private static Transaction Collect(int payer, ulong nonce, OutPoint[] own, SpecLedger spec)
    {
        UInt128 sum = own.Aggregate(UInt128.Zero, (total, point) => total + spec.Outputs[point].Amount);
        TransactionBody body = TestLedger.Body(payer, nonce) with { Inputs = own };
        ProgramCall call = Aether.Execution.Programs.BankProgram.Deposit(TestLedger.Owners[payer], AssetId.Swr, sum);
        return TestLedger.Sign(own.Length == 0 ? body : TestLedger.Calling(body, call), payer);
    }

    // Reads every family and executes a block on the state.
    private static Hash256 UseEverything(ChainStore chain, List<Transaction[]> plan)
    {
        for (ulong height = 0; height <= chain.FinalizedHeader.Height; height++)
        {
            Assert.True(chain.TryGetFinalProposal(height, out Proposal? block));
            Assert.Equal(height, block.Header.Height);
            foreach (Receipt receipt in chain.GetReceipts(height))
            {
                Assert.True(chain.TryLocate(receipt.TransactionId, out TransactionLocation place));
                Assert.True(chain.TryGetReceipt(place, out Receipt? same));
                Assert.Equal(receipt.TransactionId, same.TransactionId);
            }
        }
        ulong nonce = chain.FinalizedState.GetAccount(TestLedger.Owners[0]).Nonce;
        BlockExecution execution = TestLedger.Execute(
            chain.FinalizedState, TestLedger.Transfer(0, 6, nonce, AssetId.Aic, 1), TestLedger.Transfer(
                1, 5, chain.FinalizedState.GetAccount(TestLedger.Owners[1]).Nonce, AssetId.Aic, 1));
        Assert.Equal(plan.Count, (int)chain.FinalizedHeader.Height);
        return execution.PostState!.Root;
    }

    private static byte[] Flip(Random random, byte[] value)
    {
        byte[] damaged = [.. value];
        damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        return damaged;
    }
}
