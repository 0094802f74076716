using Aether.BenchKit.Measurement;
using Aether.KernelBench;
using Xunit;

namespace Aether.UnitTests.KernelBench;

public sealed class KernelOptionsTests
{
    [Fact]
    public void TryParse_AllArguments_AreRead()
    {
        string[] arguments = ["--quick", "--json", "--cores", "2", "--filter", "batch", "--filter", "sign"];
        Assert.True(KernelOptions.TryParse(arguments, out KernelOptions options, out _));
        Assert.True(options is { Quick: true, Json: true, List: false, Cores: 2 });
        Assert.Equal(["batch", "sign"], options.Filters);
    }

    [Theory]
    [InlineData("--cores 3", "'--cores' is 1 or 2")]
    [InlineData("--cores", "'--cores' is 1 or 2")]
    [InlineData("--filter", "'--filter' needs a part of a kernel's name")]
    [InlineData("--fast", "'kernels' does not know '--fast'")]
    public void TryParse_WrongUse_IsOneSentence(string arguments, string message)
    {
        Assert.False(KernelOptions.TryParse(arguments.Split(' '), out _, out string error));
        Assert.Equal(message, error);
    }

    [Fact]
    public void Selects_FilterAndCores_BothHold()
    {
        IReadOnlyList<KernelRow> rows = KernelCatalog.Create();
        KernelOptions options = new() { Filters = ["BATCH-4096"], Cores = 2 };
        Assert.All(rows.Where(row => KernelsCommand.Selects(options, row)), row => Assert.Equal(2, row.Cores));
        Assert.Contains(rows, row => KernelsCommand.Selects(options, row));
        Assert.All(rows, row => Assert.True(KernelsCommand.Selects(new KernelOptions(), row)));
    }

    [Fact]
    public void Catalog_RowsAreDistinct()
    {
        IReadOnlyList<KernelRow> rows = KernelCatalog.Create();
        Assert.Equal(rows.Count, rows.Select(row => (row.Kernel, row.Variant, row.Cores, row.Peer)).Distinct().Count());
    }
}
