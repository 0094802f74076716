using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class TreeUpdateTests
{
    // The whole count is for a campaign: AETHER_TREE_OPERATIONS=1000000.
    private static readonly int s_operations =
        int.TryParse(Environment.GetEnvironmentVariable("AETHER_TREE_OPERATIONS"), out int count) ? count : 20_000;

    [Theory]
    [InlineData(256, 3_000, 400, 1)]
    [InlineData(256, 3_000, 1_500, 3)]
    [InlineData(256, 40, 8, 1)]
    [InlineData(7, 128, 30, 1)]
    public void Apply_RandomBlocks_EqualsTheNaiveTree(int keyBits, int keySpace, int perBlock, int lanes)
    {
        ILaneRunner runner = lanes == 1 ? SerialLaneRunner.Instance : new ThreadLanes(lanes);
        Random random = new(keyBits + perBlock);
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        StateModel model = new();
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        for (int done = 0; done < s_operations; done += perBlock)
        {
            update.Apply(runner, ref reference, ref root, model.Change(random, perBlock, keySpace, keyBits));
            Assert.Equal(model.Root, root);
            arena.Free(update.Stale.Items, new uint[update.Stale.Count]);
            foreach (Hash256 key in model.Values.Keys.Take(5))
            {
                Assert.NotEqual(NodeReference.Empty, TreeReader.Find(arena, reference, key));
            }
        }
    }

    [Fact]
    public void Apply_AnyOrderAndGrouping_GivesOneRoot()
    {
        Hash256 once = RootOf(Enumerable.Range(0, 2_000).ToArray(), 2_000);
        int[] shuffled = [.. Enumerable.Range(0, 2_000)];
        new Random(3).Shuffle(shuffled);
        Assert.Equal(once, RootOf(shuffled, 37));
        Assert.Equal(once, RootOf(shuffled, 1_999));
    }

    [Fact]
    public void Apply_DeletingWhatWasAdded_RestoresTheRootAndFreesTheNodes()
    {
        Random random = new(5);
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        StateModel model = new();
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, model.Change(random, 900, 5_000));
        (uint Reference, Hash256 Root) before = (reference, root);
        int nodes = update.Created.Count - update.Stale.Count;
        ChangeSetBuilder builder = new();
        for (int number = 6_000; number < 6_500; number++)
        {
            builder.Add(TestLedger.Hash(number), [1]);
        }
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        Assert.NotEqual(before.Root, root);
        int added = update.Created.Count - update.Stale.Count;
        for (int number = 6_000; number < 6_500; number++)
        {
            builder.Remove(TestLedger.Hash(number));
        }
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        Assert.Equal(before.Root, root);
        Assert.Equal(-added, update.Created.Count - update.Stale.Count);
        Assert.True(nodes > 0);
    }

    [Fact]
    public void Apply_WhatIsThereAlready_ChangesNothing()
    {
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        ChangeSetBuilder builder = new();
        for (int number = 0; number < 50; number++)
        {
            builder.Add(TestLedger.Hash(number), [(byte)number]);
        }
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        (uint Reference, Hash256 Root) before = (reference, root);
        for (int number = 0; number < 50; number++)
        {
            builder.Add(TestLedger.Hash(number), [(byte)number]);
            builder.Remove(TestLedger.Hash(number + 50));
        }
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        Assert.Equal(before, (reference, root));
        Assert.Equal(0, update.Created.Count);
        Assert.Equal(0, update.Stale.Count);
    }

    [Fact]
    public void Apply_KeysThatShareAllButTheLastBit_Work()
    {
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        ChangeSetBuilder builder = new();
        builder.Add(StateModel.Key(0, 1), [1]);
        builder.Add(StateModel.Key(1, 1), [2]);
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        SparseMerkleProof proof = TreeReader.Prove(arena, reference, StateModel.Key(1, 1));
        Assert.Equal(256, proof.Depth);
        Assert.True(SparseMerkle.VerifyInclusion(root, StateModel.Key(1, 1), [2], proof));
        builder.Remove(StateModel.Key(1, 1));
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        Assert.True(NodeReference.IsLeaf(reference));
        builder.Remove(StateModel.Key(0, 1));
        update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        Assert.Equal((NodeReference.Empty, Hash256.Zero), (reference, root));
    }

    [Fact]
    public void Apply_AfterWarmUp_AllocatesNothing()
    {
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        ChangeSetBuilder builder = new();
        Hash256[] keys = [.. Enumerable.Range(0, 3_000).Select(TestLedger.Hash)];
        byte[] value = new byte[60];
        uint[] indices = new uint[1 << 16];
        Allocations.AssertNone(() =>
        {
            value[0]++;
            foreach (Hash256 key in keys)
            {
                builder.Add(key, value);
            }
            ChangeSet changes = builder.Build();
            update.Apply(SerialLaneRunner.Instance, ref reference, ref root, changes);
            arena.Free(update.Stale.Items, indices);
            changes.Recycle();
        });
    }

    private static Hash256 RootOf(int[] numbers, int perBlock)
    {
        NodeArena arena = new();
        TreeUpdate update = new(arena);
        uint reference = NodeReference.Empty;
        Hash256 root = Hash256.Zero;
        ChangeSetBuilder builder = new();
        foreach (int[] part in numbers.Chunk(perBlock))
        {
            foreach (int number in part)
            {
                builder.Add(TestLedger.Hash(number), [(byte)number]);
            }
            update.Apply(SerialLaneRunner.Instance, ref reference, ref root, builder.Build());
        }
        return root;
    }
}
