using Aether.Execution.Ledger;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Pipeline.Status;

public sealed class ReasonCountsTests
{
    [Fact]
    public void Of_Enumeration_NamesEveryValueButNone()
    {
        ReasonCounts counts = ReasonCounts.Of<TransactionError>();
        counts.Add((int)TransactionError.NonceTooLow);
        counts.Add((int)TransactionError.BadSignature, 2);
        List<DropSample> rows = [];
        counts.AddTo(rows, "S");
        Assert.Equal(Enum.GetValues<TransactionError>().Length - 1, rows.Count);
        Assert.Contains(new DropSample("S", "nonce_too_low", 1), rows);
        Assert.Contains(new DropSample("S", "bad_signature", 2), rows);
        Assert.Contains(new DropSample("S", "block_full", 0), rows);
        Assert.Equal(3, counts.Total);
    }
}
