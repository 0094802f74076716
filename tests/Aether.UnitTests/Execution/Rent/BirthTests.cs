using Aether.Core.Types;
using Aether.Execution.Rent;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

public sealed class BirthTests
{
    [Fact]
    public void CompareTo_OrdersByBucketThenIdentifier()
    {
        ObjectId[] ids = [.. Enumerable.Range(0, 3).Select(index => new ObjectId(TestLedger.Hash(index))).Order()];
        Birth[] sorted = [new(1, ids[2]), new(2, ids[0]), new(2, ids[1]), new(9, ids[0])];
        Assert.Equal(sorted, sorted.Reverse().Order());
    }
}
