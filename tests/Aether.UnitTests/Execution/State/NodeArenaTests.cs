using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodeArenaTests
{
    [Fact]
    // SAFETY: pointers are to records that were taken, and to arrays fixed for the call.
    public unsafe void WriteLeaf_ValuesOfAllLengths_AreReadBack()
    {
        NodeArena arena = new();
        Random random = new(1);
        List<(uint Leaf, byte[] Value)> leaves = [];
        for (int length = 0; length < 600; length++)
        {
            byte[] value = new byte[length];
            random.NextBytes(value);
            uint[] index = new uint[1];
            arena.Leaves.Take(index);
            Hash256[] pair = [TestLedger.Hash(length), TestLedger.Hash(length + 1)];
            fixed (Hash256* first = pair)
            {
                arena.WriteLeaf(index[0], first, value);
            }
            leaves.Add((NodeReference.Leaf(index[0]), value));
        }
        for (int length = 0; length < leaves.Count; length++)
        {
            Assert.Equal(leaves[length].Value, arena.Value(leaves[length].Leaf).ToArray());
            Assert.Equal(TestLedger.Hash(length), arena.Leaf(leaves[length].Leaf)[0]);
            Assert.Equal(TestLedger.Hash(length + 1), arena.Leaf(leaves[length].Leaf)[1]);
        }
        arena.Free([.. leaves.Select(item => item.Leaf)], new uint[leaves.Count]);
        Assert.Equal(0, arena.Leaves.Count);
    }
}
