using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class FlatIndexTests
{
    [Fact]
    public void SetAndRemove_RandomLeaves_EqualADictionary()
    {
        const int Keys = 3_000;
        NodeArena arena = new();
        FlatIndex index = new(arena);
        Random random = new(3);
        Dictionary<int, uint> model = [];
        for (int round = 0; round < 400; round++)
        {
            List<uint> set = [];
            List<uint> gone = [];
            foreach (int number in Enumerable.Range(0, 40).Select(_ => random.Next(Keys)).Distinct())
            {
                if (model.TryGetValue(number, out uint old))
                {
                    gone.Add(old);
                }
                model.Remove(number);
                if (random.Next(3) > 0)
                {
                    model[number] = MakeLeaf(arena, number);
                    set.Add(model[number]);
                }
            }
            index.SetAll([NodeReference.Inner(1), .. set]);
            index.RemoveAll([.. gone, NodeReference.Inner(1)]);
            Assert.Equal(model.Count, index.Count);
        }
        for (int number = 0; number < 2 * Keys; number++)
        {
            Hash256 key = TestLedger.Hash(number);
            index.PrefetchSlot(FlatIndex.HashOf(key));
            index.PrefetchLeaf(FlatIndex.HashOf(key));
            Assert.Equal(model.GetValueOrDefault(number), index.Find(key, FlatIndex.HashOf(key)));
        }
    }

    // SAFETY: the record was taken and the pair is fixed.
    private static unsafe uint MakeLeaf(NodeArena arena, int number)
    {
        uint[] taken = new uint[1];
        arena.Leaves.Take(taken);
        Hash256[] pair = [TestLedger.Hash(number), default];
        fixed (Hash256* first = pair)
        {
            arena.WriteLeaf(taken[0], first, []);
        }
        return NodeReference.Leaf(taken[0]);
    }
}
