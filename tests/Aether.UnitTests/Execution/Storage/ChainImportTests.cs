using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Storage;
using Aether.TestKit.Generators;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class ChainImportTests
{
    private const ulong Height = 250;

    private static readonly Hash256 s_plan = StateHasher.HashValue([1]);
    private static readonly Genesis s_genesis = GenesisGenerator.Genesis(new SeededRandom(1), 4);
    private static readonly MemoryState s_before = MemoryState.Draw(1, 60, 90);
    private static readonly MemoryState s_after = s_before.Change(2, 20, 90);

    // A full snapshot in three steps, then what changed.
    private static readonly StateItems[] s_steps =
    [
        .. s_before.Values.Chunk(25).Select(part => ItemsOf(part!)), Difference(),
    ];

    [Fact]
    public void TryFinish_AfterAllSteps_OpensAtTheBlock()
    {
        MemoryKeyValueStore store = new();
        Proposal block = BlockOf(s_after);
        Assert.True(Import(store, stopAfter: int.MaxValue, block));
        CheckOpens(store, block);
    }

    [Fact]
    public void Apply_InterruptedAfterAnyStep_GoesOnBehindIt()
    {
        Proposal block = BlockOf(s_after);
        for (int stop = 0; stop <= s_steps.Length; stop++)
        {
            MemoryKeyValueStore store = new();
            Assert.False(Import(store, stop, block));
            Assert.True(Import(store, stopAfter: int.MaxValue, block));
            CheckOpens(store, block);
        }
    }

    [Fact]
    public void TryFinish_AnotherRoot_MakesNoChain()
    {
        MemoryKeyValueStore store = new();
        Assert.False(Import(store, stopAfter: int.MaxValue, BlockOf(s_before)));
        Assert.False(store.TryGet(ColumnFamily.Meta, StoreKeys.Version, out _));
    }

    [Fact]
    public void TryOpen_AnotherPlanOrAChain_IsRefused()
    {
        MemoryKeyValueStore store = new();
        Import(store, stopAfter: 1, BlockOf(s_after));
        Hash256 other = StateHasher.HashValue([2]);
        Assert.False(ChainImport.TryOpen(store, s_genesis, other, Height, out _));
        Import(store, stopAfter: int.MaxValue, BlockOf(s_after));
        Assert.False(ChainImport.TryOpen(store, s_genesis, s_plan, Height, out _));
    }

    private static bool Import(MemoryKeyValueStore store, int stopAfter, Proposal block)
    {
        Assert.True(ChainImport.TryOpen(store, s_genesis, s_plan, Height, out ChainImport import));
        for (int step = import.Steps; step < s_steps.Length && step < stopAfter; step++)
        {
            import.Apply(s_steps[step]);
        }
        FinalityProof finality = ConsensusGenerator.FinalityProof(new SeededRandom(4), 2);
        return stopAfter == int.MaxValue && import.TryFinish(block, finality, [], hasLog: false);
    }

    private static void CheckOpens(MemoryKeyValueStore store, Proposal block)
    {
        StoreOpenError error = ChainStore.TryOpen(store, s_genesis, out ChainStore? chain, out string reason);
        Assert.Equal((StoreOpenError.None, ""), (error, reason));
        Assert.Equal(block.Hash, chain!.FinalizedHeader.Hash);
        Assert.Equal(s_after.Root, chain.FinalizedState.Root);
        Assert.True(chain.TryGetFinality(Height, out _));
        Assert.False(chain.TryGetFinalProposal(Height - 1, out _));
        foreach (KeyValuePair<Hash256, byte[]> item in s_after.Values)
        {
            Assert.True(chain.FinalizedState.TryGet(item.Key, out byte[] value));
            Assert.Equal(item.Value, value);
            Assert.True(SparseMerkle.VerifyInclusion(
                s_after.Root, item.Key, value, chain.FinalizedState.Prove(item.Key)));
        }
    }

    private static Proposal BlockOf(MemoryState state)
    {
        Header header = ConsensusGenerator.Header(new SeededRandom(3), 2) with
        {
            Height = Height,
            StateRoot = state.Root,
            PayloadBytes = 0,
        };
        return new Proposal(new SignedHeader(header, 0, []), []);
    }

    private static StateItems Difference()
    {
        Dictionary<Hash256, byte[]> later = new(s_after.Values);
        SortedDictionary<Hash256, byte[]?> changes = [];
        foreach (KeyValuePair<Hash256, byte[]> item in s_before.Values)
        {
            changes[item.Key] = later.GetValueOrDefault(item.Key);
        }
        foreach (KeyValuePair<Hash256, byte[]> item in s_after.Values)
        {
            changes[item.Key] = item.Value;
        }
        return StateItems.Of(changes);
    }

    private static StateItems ItemsOf(KeyValuePair<Hash256, byte[]>[] part) =>
        StateItems.Of([.. part.Select(item => new KeyValuePair<Hash256, byte[]?>(item.Key, item.Value))]);
}
