using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class TreeLoadTests
{
    /// <summary>Nothing, lone leaves, subtrees: each shape above the parts is the tree's by definition.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Build_AnyNumberOfValues_IsTheTreeOfTheModel(int lanes)
    {
        Random random = new(21);
        foreach (int keys in (int[])[0, 1, 2, 3, 5, 17, 80, 300, 3_000])
        {
            StateModel model = new();
            model.Change(random, keys, keys + 1);
            using LaneSet set = new(lanes, pinned: false);
            BlockState state = BlockState.Load(7, new DictionaryParts(model.Values), new LaneWorkRunner(set));
            model.Check(state, random, keys + 1);
            model.CheckOrder(state, Hash256.Zero);
            BlockState next = state.Apply(8, model.Change(random, 60, keys + 20));
            model.Check(next, random, keys + 20);
            next.CutParent();
            model.Check(next, random, keys + 20);
        }
    }

    /// <summary>Keys that share all but their last bits lie in one part, deep down.</summary>
    [Fact]
    public void Build_KeysThatShareTheirBits_IsTheTreeOfTheModel()
    {
        Random random = new(22);
        StateModel model = new();
        model.Change(random, 40, 64, keyBits: 5);
        BlockState state = BlockState.Load(1, new DictionaryParts(model.Values));
        model.Check(state, random, 64, keyBits: 5);
    }

    [Fact]
    public void Build_PartThatCannotBeRead_Throws()
    {
        using LaneSet set = new(2, pinned: false);
        Assert.Throws<StateCorruptException>(() => BlockState.Load(1, new BrokenParts(), new LaneWorkRunner(set)));
    }

    [Fact]
    public void Load_ManyValues_TakesNoMoreRecordsThanNodes()
    {
        StateModel model = new();
        model.Change(new Random(23), 3_000, 3_000);
        StateForest forest = new();
        forest.Load(1, new DictionaryParts(model.Values));
        Assert.Equal(model.Values.Count, forest.Arena.Leaves.Count);
        Assert.Equal(model.Values.Count, forest.Flat.Count);
        Assert.InRange(forest.Arena.Inner.Count, model.Values.Count - 1, 2 * model.Values.Count);
    }

    [Fact]
    public void Load_MoreThanMayBeUsed_Throws()
    {
        StateModel model = new();
        model.Change(new Random(24), 3_000, 3_000);
        DictionaryParts parts = new(model.Values);
        long used = BlockState.Load(1, parts).UsedBytes;
        Assert.InRange(used / model.Values.Count, 200, 900);
        Assert.Throws<StateTooLargeException>(() => BlockState.Load(1, parts, lanes: null, used / 2));
        Assert.Equal(model.Root, BlockState.Load(1, parts, lanes: null, 2 * used).Root);
    }

    /// <summary>What the record of decisions says of memory: leaf, inner nodes and index of an account.</summary>
    [Fact]
    public void Load_ManyAccounts_UsesTheBytesForEachThatAreWrittenDown()
    {
        const int Accounts = 200_000;
        BlockState state = BlockState.Load(1, new AccountParts(Accounts));
        Assert.InRange(state.UsedBytes / Accounts, 235, 255);
    }

    private sealed class AccountParts(int count) : IStateParts
    {
        public void Read(int part, ChangeSetBuilder values)
        {
            Random random = new(part);
            byte[] value = new byte[46];
            byte[] key = new byte[Hash256.Bytes];
            SortedSet<Hash256> keys = [];
            while (keys.Count < count / IStateParts.Count)
            {
                random.NextBytes(key);
                key[0] = (byte)part;
                keys.Add(new Hash256(key));
            }
            foreach (Hash256 each in keys)
            {
                values.Add(each, value);
            }
        }
    }

    private sealed class BrokenParts : IStateParts
    {
        public void Read(int part, ChangeSetBuilder values)
        {
            if (part == 200)
            {
                throw new StateCorruptException("broken");
            }
        }
    }
}
