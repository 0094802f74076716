using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodeReferenceTests
{
    [Theory]
    [InlineData(1u)]
    [InlineData(77u)]
    [InlineData(NodeReference.MaxIndex)]
    public void Kinds_AreApart(uint index)
    {
        uint inner = NodeReference.Inner(index);
        uint leaf = NodeReference.Leaf(index);
        Assert.Equal((true, false), (NodeReference.IsInner(inner), NodeReference.IsLeaf(inner)));
        Assert.Equal((false, true), (NodeReference.IsInner(leaf), NodeReference.IsLeaf(leaf)));
        Assert.Equal(index, NodeReference.IndexOf(inner));
        Assert.Equal(index, NodeReference.IndexOf(leaf));
    }

    [Fact]
    public void Empty_IsNeither() =>
        Assert.False(NodeReference.IsInner(NodeReference.Empty) || NodeReference.IsLeaf(NodeReference.Empty));
}
