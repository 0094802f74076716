using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class StateForestTests
{
    [Fact]
    public void Versions_RandomForks_StayEqualToTheirModels()
    {
        const int KeySpace = 300;
        Random random = new(11);
        StateModel finalModel = new();
        BlockState final = BlockState.Initial([]);
        List<(BlockState State, StateModel Model)> open = [(final, finalModel)];
        for (int round = 0; round < 400; round++)
        {
            (BlockState State, StateModel Model)[] parents = [.. open.Where(item => item.State.Height >= final.Height)];
            (BlockState parent, StateModel parentModel) = parents[random.Next(parents.Length)];
            StateModel model = parentModel.Clone();
            ChangeSet changes = model.Change(random, random.Next(30), KeySpace);
            BlockState child = parent.Apply(parent.Height + 1, changes);
            open.Add((child, model));
            model.Check(child, random, KeySpace);
            model.CheckOrder(child, TestLedger.Hash(random.Next()));
            if (random.Next(3) == 0)
            {
                open = Finalize(random, ref final, open);
            }
            foreach ((BlockState state, StateModel its) in open)
            {
                its.Check(state, random, KeySpace);
            }
        }
        Assert.True(final.Height > 20);
    }

    [Fact]
    public void MakeFinal_ManyBlocks_GivesReplacedNodesToLaterOnes()
    {
        Random random = new(12);
        StateForest forest = new() { MaxRetainedVersions = 2 };
        StateModel model = new();
        TreeVersion version = forest.Apply(null, 0, model.Change(random, 4_000, 2_000));
        forest.MakeFinal(version);
        long early = 0;
        for (ulong height = 1; height < 300; height++)
        {
            TreeVersion lost = forest.Apply(version, height, model.Clone().Change(random, 200, 2_000));
            version = forest.Apply(version, height, model.Change(random, 200, 2_000));
            forest.MakeFinal(version);
            Assert.False(lost.IsAlive);
            early = height == 50 ? forest.Arena.Inner.Count : early;
        }
        Assert.Equal(model.Root, version.Root);
        Assert.Equal(3, forest.VersionCount);
        Assert.Equal(model.Values.Count, forest.Flat.Count);
        Assert.InRange(forest.Arena.Inner.Count, 1, 2 * early);
    }

    [Fact]
    public void Pin_AnOldVersion_KeepsEveryValueOfIt()
    {
        Random random = new(13);
        StateModel model = new();
        BlockState state = BlockState.Initial([]);
        for (ulong height = 1; height < 10; height++)
        {
            state = Next(random, state, model);
        }
        StateModel oldModel = model.Clone();
        BlockState old = state;
        using (old.Pin())
        {
            for (int count = 0; count < 200; count++)
            {
                state = Next(random, state, model);
            }
            oldModel.Check(old, random, 400);
            oldModel.CheckOrder(old, Hash256.Zero);
            model.Check(state, random, 400);
        }
        state = Next(random, state, model);
        Assert.Throws<StateMovedException>(() => old.Prove(TestLedger.Hash(1)));
        Assert.Throws<StateMovedException>(() => old.Pin());
        Assert.Throws<StateMovedException>(() => old.Apply(old.Height + 1, ChangeSet.Empty));
        model.CheckOrder(state, TestLedger.Hash(7));
    }

    [Fact]
    public void Discard_AStateAboveTheFinalOne_EndsIt()
    {
        BlockState state = BlockState.Initial([]);
        ChangeSetBuilder builder = new();
        builder.Add(TestLedger.Hash(1), [1]);
        BlockState child = state.Apply(1, builder.Build());
        child.Discard();
        Assert.Throws<StateMovedException>(() => child.TryGet(TestLedger.Hash(1), out _));
        state.Discard();
        Assert.False(state.TryGet(TestLedger.Hash(1), out _));
    }

    [Fact]
    public void Load_ValuesInOrder_IsTheStateTheyCameFrom()
    {
        Random random = new(14);
        StateModel model = new();
        model.Change(random, 5_000, 4_000);
        BlockState state = BlockState.Load(7, new DictionaryParts(model.Values));
        Assert.Equal(7UL, state.Height);
        model.Check(state, random, 4_000);
        model.CheckOrder(state, Hash256.Zero);
        Assert.Equal(Hash256.Zero, BlockState.Load(0, new DictionaryParts(new Dictionary<Hash256, byte[]>())).Root);
    }

    // Readers of whatever state is the newest must see that state's values and no other's, or be told that it moved.
    [Fact]
    public void Reads_WhileBlocksBecomeFinal_NeverMixStates()
    {
        const int Keys = 200;
        BlockState newest = BlockState.Initial([]);
        using Barrier start = new(4);
        int running = 1;
        long checkedReads = 0;
        Exception? failure = null;
        Thread[] readers = [.. Enumerable.Range(0, 3).Select(seed => new Thread(() =>
        {
            Random random = new(seed);
            start.SignalAndWait();
            try
            {
                while (Volatile.Read(ref running) != 0 || Interlocked.Read(ref checkedReads) < 3_000)
                {
                    Interlocked.Add(ref checkedReads, ReadOnce(random, Volatile.Read(ref newest), Keys));
                }
            }
            catch (Exception error)
            {
                failure = error;
            }
        }))];
        foreach (Thread reader in readers)
        {
            reader.Start();
        }
        start.SignalAndWait();
        for (ulong height = 1; height <= 400; height++)
        {
            BlockState next = newest.Apply(height, SetAll(height, Keys, 0));
            newest.Apply(height, SetAll(height, Keys, 1)).TryGet(TestLedger.Hash(0), out _);
            next.CutParent();
            Volatile.Write(ref newest, next);
        }
        Volatile.Write(ref running, 0);
        foreach (Thread reader in readers)
        {
            reader.Join();
        }
        Assert.Null(failure);
    }

    [Fact]
    public void Blocks_AfterWarmUp_AllocateNothingForAKey()
    {
        BlockState state = BlockState.Initial([]);
        ChangeSetBuilder builder = new();
        Hash256[] keys = [.. Enumerable.Range(0, 4_000).Select(TestLedger.Hash)];
        ValueArena arena = new();
        ValueRange[] ranges = new ValueRange[keys.Length];
        byte[] value = new byte[100];
        long least = long.MaxValue;
        for (ulong height = 1; height < 150; height++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            value[0]++;
            foreach (Hash256 key in keys)
            {
                builder.Add(key, value);
            }
            BlockState next = state.Apply(height, builder.Build());
            next.CutParent();
            arena.Clear();
            next.ReadMany(keys, arena, ranges);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            state = next;
        }
        Assert.InRange(least, 0, 512);
    }

    private static long ReadOnce(Random random, BlockState state, int keys)
    {
        try
        {
            int number = random.Next(keys);
            bool held = state.TryGet(TestLedger.Hash(number), out byte[] value);
            Assert.Equal(state.Height > 0, held);
            Assert.True(!held || value.AsSpan().SequenceEqual(Value(state.Height, number, 0)));
            if (random.Next(20) == 0)
            {
                using ValueCursor cursor = state.Enumerate(Hash256.Zero);
                int count = 0;
                while (cursor.MoveNext())
                {
                    Assert.Equal(state.Height, BitConverter.ToUInt64(cursor.Value));
                    count++;
                }
                Assert.Equal(state.Height > 0 ? keys : 0, count);
            }
            return 1;
        }
        catch (StateMovedException)
        {
            return 0;
        }
    }

    private static ChangeSet SetAll(ulong height, int keys, byte branch)
    {
        ChangeSetBuilder builder = new();
        for (int number = 0; number < keys; number++)
        {
            builder.Add(TestLedger.Hash(number), Value(height, number, branch));
        }
        return builder.Build();
    }

    private static byte[] Value(ulong height, int number, byte branch) =>
        [.. BitConverter.GetBytes(height), (byte)number, branch, .. new byte[90 * (number % 2)]];

    private static BlockState Next(Random random, BlockState state, StateModel model)
    {
        BlockState next = state.Apply(state.Height + 1, model.Change(random, 60, 400));
        next.CutParent();
        return next;
    }

    private static List<(BlockState State, StateModel Model)> Finalize(
        Random random, ref BlockState final, List<(BlockState State, StateModel Model)> open)
    {
        ulong height = final.Height + 1;
        List<(BlockState State, StateModel Model)> children = [.. open.Where(item => item.State.Height == height)];
        if (children.Count == 0)
        {
            return open;
        }
        BlockState chosen = children[random.Next(children.Count)].State;
        chosen.CutParent();
        final = chosen;
        List<(BlockState State, StateModel Model)> left = [];
        foreach ((BlockState state, StateModel model) item in open)
        {
            try
            {
                item.state.Prove(Hash256.Zero);
                left.Add(item);
            }
            catch (StateMovedException)
            {
                Assert.True(item.state.Height >= height || item.state.Height + 64 < height);
            }
        }
        return [.. left.Where(item => item.State.Height >= height || item.State.Height % 3 == 0)];
    }
}
