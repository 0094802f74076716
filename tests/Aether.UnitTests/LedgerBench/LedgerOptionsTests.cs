using Aether.LedgerBench;
using Xunit;

namespace Aether.UnitTests.LedgerBench;

public sealed class LedgerOptionsTests
{
    [Fact]
    public void TryParse_Nothing_AsksForBothSizes()
    {
        Assert.True(LedgerOptions.TryParse([], out LedgerOptions options, out _));
        Assert.Equal([1_000_000, 10_000_000], options.Accounts);
    }

    [Fact]
    public void TryParse_Quick_AsksForTheSmallSizeUnlessTold()
    {
        Assert.True(LedgerOptions.TryParse(["--quick"], out LedgerOptions quick, out _));
        Assert.Equal([1_000_000], quick.Accounts);
        Assert.True(LedgerOptions.TryParse(["--accounts", "1e7", "--quick"], out LedgerOptions large, out _));
        Assert.Equal([10_000_000], large.Accounts);
        string[] both = ["--accounts", "1e7", "--quick", "--accounts", "1e6"];
        Assert.True(LedgerOptions.TryParse(both, out LedgerOptions options, out _));
        Assert.Equal([1_000_000, 10_000_000], options.Accounts);
    }

    [Theory]
    [InlineData("--accounts", "5", "'--accounts' is 1e6 or 1e7")]
    [InlineData("--accounts", null, "'--accounts' is 1e6 or 1e7")]
    [InlineData("--filter", null, "'--filter' needs a part of a row's name")]
    [InlineData("--fast", null, "'ledger' does not know '--fast'")]
    public void TryParse_Nonsense_SaysWhat(string name, string? value, string expected)
    {
        string[] arguments = value is null ? [name] : [name, value];
        Assert.False(LedgerOptions.TryParse(arguments, out _, out string error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Groups_RowsOfOneSize_HaveDistinctNames()
    {
        Assert.True(LedgerOptions.TryParse(["--quick"], out LedgerOptions options, out _));
        List<string> names = [];
        foreach (Func<LedgerGroup> create in LedgerCatalog.Groups(options))
        {
            using LedgerGroup group = create();
            names.AddRange(group.Rows.Select(row => $"{row.Kernel}, {row.Variant}, {row.Cores}, {row.Peer}"));
        }

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Contains(names, name => name.StartsWith("execute, 10^6 accounts", StringComparison.Ordinal));
    }
}
