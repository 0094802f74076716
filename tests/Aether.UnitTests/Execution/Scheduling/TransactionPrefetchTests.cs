using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class TransactionPrefetchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public void AheadAndAll_BlocksOfAnyLengthWithAndWithoutCalls_StayInside(int length)
    {
        Transaction[] block = [.. Enumerable.Range(0, length).Select(index => index % 3 == 0
            ? TestLedger.Sign(TestLedger.Body(0, 0), 0)
            : TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5))];
        byte[][] before = [.. block.Select(transaction => transaction.Bytes.ToArray())];
        TransactionPrefetch.All(block);
        for (int index = 0; index < length; index++)
        {
            TransactionPrefetch.Ahead(block, index, withArguments: index % 2 == 0);
        }
        Assert.Equal(before, block.Select(transaction => transaction.Bytes.ToArray()));
    }
}
