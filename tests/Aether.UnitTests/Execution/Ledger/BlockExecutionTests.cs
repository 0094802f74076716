using Aether.Execution.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockExecutionTests
{
    [Fact]
    public void Invalid_HasNoResults()
    {
        BlockExecution invalid = BlockExecution.Invalid(
            BlockError.InvalidTransaction, TransactionError.Expired, 3);
        Assert.False(invalid.IsValid);
        Assert.Equal(TransactionError.Expired, invalid.TransactionError);
        Assert.Equal(3, invalid.ErrorIndex);
        Assert.Null(invalid.PostState);
        Assert.Empty(invalid.Receipts);
        Assert.Equal(-1, BlockExecution.Invalid(BlockError.BadSignature).ErrorIndex);
    }
}
