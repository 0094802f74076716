using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class BlockStateTests
{
    private static readonly Address s_owner = TestLedger.Owners[0];
    private readonly ChainStore _chain = TestLedger.Open(new MemoryKeyValueStore());

    [Fact]
    public void TwoChildren_OfOneState_DoNotDisturbEachOther()
    {
        BlockState parent = _chain.FinalizedState;
        BlockState left = Child(parent, 1);
        BlockState right = Child(parent, 2);
        BlockState below = Child(left, 5);
        Assert.Equal(3, new[] { parent.Root, left.Root, right.Root }.Distinct().Count());
        Assert.Equal(50UL, Aic(parent));
        Assert.Equal(49UL, Aic(left));
        Assert.Equal(48UL, Aic(right));
        Assert.Equal(44UL, Aic(below));
        Assert.Equal(Child(TestLedger.InitialState(), 2).Root, right.Root);
        CheckProof(left);
        CheckProof(right);
    }

    [Fact]
    public void Reads_OfTheWrongBranch_AfterACommit_SayThatTheStateMoved()
    {
        LeaveGenesis(_chain);
        BlockState parent = _chain.FinalizedState;
        BlockState lost = Child(parent, 1);
        BlockState lostChild = Child(lost, 1);
        Address elsewhere = TestLedger.Owners[3];
        TestLedger.Commit(_chain, TestLedger.Transfer(3, 2, 0, AssetId.Aic, 7));
        foreach (BlockState state in new[] { lost, lostChild })
        {
            Assert.Throws<StateMovedException>(() => state.GetAccount(elsewhere));
            Assert.Throws<StateMovedException>(() => state.Prove(Hash256.Zero));
        }
        Assert.Equal(50UL, parent.GetAccount(elsewhere).BalanceOf(AssetId.Aic));
        Assert.Equal(43UL, _chain.FinalizedState.GetAccount(elsewhere).BalanceOf(AssetId.Aic));
    }

    [Fact]
    public void Reads_OfDescendants_GoOnThroughCommits()
    {
        List<(Proposal Block, BlockExecution Execution)> blocks = [];
        Header header = _chain.FinalizedHeader;
        BlockState state = _chain.FinalizedState;
        for (ulong nonce = 0; nonce < 5; nonce++)
        {
            Transaction transaction = TestLedger.Transfer(0, 1, nonce, AssetId.Aic, 1);
            BlockExecution execution = TestLedger.Execute(state, transaction);
            Proposal block = TestLedger.Block(header, TestLedger.View + nonce, execution, [transaction]);
            blocks.Add((block, execution));
            (header, state) = (block.Header, execution.PostState!);
        }
        foreach ((Proposal block, BlockExecution execution) in blocks)
        {
            _chain.CommitFinal(block, execution, null);
            Assert.Equal(45UL, Aic(state));
            Assert.Equal(50UL, state.GetAccount(TestLedger.Owners[4]).BalanceOf(AssetId.Aic));
            CheckProof(state);
        }
    }

    [Fact]
    public void Reads_WhileTheBatchIsWritten_GiveTheOldValueForTheOldState()
    {
        HookedStore store = new();
        ChainStore chain = TestLedger.Open(store);
        LeaveGenesis(chain);
        BlockState before = chain.FinalizedState;
        store.AfterWrite = () => Assert.Equal(50UL, Aic(before));
        TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1));
        store.AfterWrite = null;
        Assert.Equal(49UL, Aic(chain.FinalizedState));
    }

    [Fact]
    public void Reads_OfAStateThatWasReplacedALittleAgo_StillHold()
    {
        BlockState old = _chain.FinalizedState;
        Hash256 key = StateKey.ForAccount(s_owner);
        Assert.True(old.TryGet(key, out byte[] value));
        for (ulong nonce = 0; nonce < 64; nonce++)
        {
            TestLedger.Commit(_chain, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
            Assert.True(SparseMerkle.VerifyInclusion(old.Root, key, value, old.Prove(key)));
        }
    }

    [Fact]
    public void Prove_LongAfterTheStateWasReplaced_SaysThatItMoved()
    {
        BlockState old = _chain.FinalizedState;
        Hash256 key = StateKey.ForAccount(s_owner);
        for (ulong nonce = 0; nonce < 70; nonce++)
        {
            TestLedger.Commit(_chain, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
        }
        Assert.Throws<StateMovedException>(() => old.Prove(key));
    }

    [Fact]
    public void Apply_AnotherHeight_IsAnError() =>
        Assert.Throws<InvariantViolationException>(() => _chain.FinalizedState.Apply(2, ChangeSet.Empty));

    [Fact]
    public void Apply_RemovingWhatIsNotThere_KeepsTheRoot()
    {
        BlockState parent = _chain.FinalizedState;
        for (int index = 0; index < 200; index++)
        {
            SortedDictionary<Hash256, byte[]?> changes = new() { [TestLedger.Hash(500 + index)] = null };
            Assert.Equal(parent.Root, parent.Apply(1, changes).Root);
        }
    }

    [Fact]
    public void TryRead_AndReadMany_GiveWhatTryGetGives()
    {
        LeaveGenesis(_chain);
        BlockState parent = _chain.FinalizedState;
        ChangeSetBuilder builder = new();
        builder.Add(TestLedger.Hash(900), [1, 2, 3]);
        builder.Add(TestLedger.Hash(901), []);
        builder.Remove(StateKey.ForAccount(TestLedger.Owners[2]));
        BlockState child = parent.Apply(2, builder.Build());
        Hash256[] keys =
        [
            .. TestLedger.Owners.Select(owner => StateKey.ForAccount(owner)),
            TestLedger.Hash(900), TestLedger.Hash(901), TestLedger.Hash(902), TestLedger.Hash(900),
        ];
        foreach (BlockState state in new[] { parent, child })
        {
            ValueArena arena = new(0);
            ValueRange[] ranges = new ValueRange[keys.Length];
            state.ReadMany(keys, arena, ranges);
            for (int index = 0; index < keys.Length; index++)
            {
                bool held = state.TryGet(keys[index], out byte[] expected);
                Assert.Equal(held, ranges[index].IsFound);
                Assert.Equal(expected, arena[ranges[index]].ToArray());
                Assert.Equal(held, state.TryRead(keys[index], arena, out ReadOnlySpan<byte> value));
                Assert.Equal(expected, value.ToArray());
            }
        }
    }

    // The state of block 0 holds every value itself.
    private static void LeaveGenesis(ChainStore chain) =>
        TestLedger.Commit(chain, TestLedger.Transfer(4, 1, 0, AssetId.Swr, 1));

    private static UInt128 Aic(BlockState state) => state.GetAccount(s_owner).BalanceOf(AssetId.Aic);

    private static BlockState Child(BlockState parent, ulong amount)
    {
        ulong nonce = parent.GetAccount(s_owner).Nonce;
        return TestLedger.Execute(parent, TestLedger.Transfer(0, 1, nonce, AssetId.Aic, amount)).PostState!;
    }

    private static void CheckProof(BlockState state)
    {
        Hash256 key = StateKey.ForAccount(s_owner);
        Assert.True(state.TryGet(key, out byte[] value));
        Assert.True(SparseMerkle.VerifyInclusion(state.Root, key, value, state.Prove(key)));
    }
}
