using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodeMagazineTests
{
    [Fact]
    public void Take_TwoMagazinesOfOneSlab_NeverGiveTheSameRecord()
    {
        NodeSlab slab = new(64, 0);
        NodeMagazine left = new(slab);
        NodeMagazine right = new(slab);
        HashSet<uint> taken = [];
        for (int count = 0; count < 3_000; count++)
        {
            Assert.True(taken.Add(left.Take()));
            Assert.True(taken.Add(right.Take()));
        }
        Assert.True(slab.Count >= taken.Count);
    }
}
