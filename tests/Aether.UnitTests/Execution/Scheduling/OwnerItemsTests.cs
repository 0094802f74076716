using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class OwnerItemsTests
{
    [Fact]
    public void Push_SameBucket_PutsTheLastInFront()
    {
        OwnerItems items = new();
        Assert.Equal(0, items.Push(5, -1));
        Assert.Equal(-1, items.Push(5, -2));
        Assert.Equal(-2, items.Head(5));
        Assert.Equal(0, items.Head(6));
        items.Clear();
        Assert.Equal(0, items.Head(5));
    }

    [Fact]
    public void Grow_WhenFull_GivesTheHeadsAndMakesRoom()
    {
        OwnerItems items = new();
        int count = 0;
        while (!items.IsFull)
        {
            items.Push((uint)count, -1 - count);
            count++;
        }
        Assert.Contains(-1 - (count - 1), items.Grow());
        Assert.False(items.IsFull);
        Assert.Equal(0, items.Head(0));
    }
}
