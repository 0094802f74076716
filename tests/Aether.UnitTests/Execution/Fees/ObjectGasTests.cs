using Aether.Core.Types;
using Aether.Execution.Fees;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

public sealed class ObjectGasTests
{
    [Fact]
    public void CompareTo_OrdersByIdentifier()
    {
        ObjectId[] ids = [.. Enumerable.Range(0, 3).Select(index => new ObjectId(TestLedger.Hash(index))).Order()];
        ObjectGas[] sorted = [new(ids[0], 9), new(ids[1], 1), new(ids[2], 5)];
        Assert.Equal(sorted, sorted.Reverse().Order());
    }
}
