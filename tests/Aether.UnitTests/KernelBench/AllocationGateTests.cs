using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.KernelBench;
using Aether.UnitTests.Repository;
using Xunit;

namespace Aether.UnitTests.KernelBench;

/// <summary>Every kernel keeps to the bytes that <c>bench/allocations.json</c> allows it.</summary>
public sealed class AllocationGateTests
{
    // The runtime itself may allocate in a call: a collection trims the shared array pool, the next rent refills it.
    private const int Attempts = 20;

    private static readonly SortedDictionary<string, long> s_allowed = ReadAllowed();

    /// <summary>The rows on one core: those on several start threads and measure the same kernels.</summary>
    public static TheoryData<string, string, string> Rows() =>
        [.. Runnable().Select(row => (row.Kernel, row.Variant, row.Peer ?? ""))];

    [Fact]
    public void File_NamesEveryKernelAndNothingElse()
    {
        IEnumerable<string> kernels = KernelCatalog.Create().Select(row => row.Kernel).Distinct();
        Assert.Equal(s_allowed.Keys, kernels.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Catalog_KernelOnSeveralCores_IsMeasuredOnOne()
    {
        IReadOnlyList<KernelRow> rows = KernelCatalog.Create();
        IEnumerable<string> onSeveral = rows.Where(row => row.Cores > 1).Select(row => row.Kernel);
        Assert.All(onSeveral, kernel => Assert.Contains(rows, row => row.Cores == 1 && row.Kernel == kernel));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Kernel_AfterWarmUp_AllocatesWhatIsAllowed(string kernel, string variant, string peer)
    {
        KernelRow row = Runnable().First(
            row => row.Kernel == kernel && row.Variant == variant && (row.Peer ?? "") == peer);
        row.Prepare();
        row.RunKernel(2);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > s_allowed[kernel]; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            row.RunKernel(1);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(least <= s_allowed[kernel], $"{kernel} ({variant}): {least} bytes, {s_allowed[kernel]} allowed");
    }

    private static IEnumerable<KernelRow> Runnable() =>
        KernelCatalog.Create().Where(row => row.Cores == 1 && row.NotSupportedReason is null);

    private static SortedDictionary<string, long> ReadAllowed()
    {
        using JsonDocument file = JsonDocument.Parse(RepositoryFiles.ReadText("bench/allocations.json"));
        SortedDictionary<string, long> allowed = new(StringComparer.Ordinal);
        foreach (JsonProperty kernel in file.RootElement.GetProperty("bytes_per_call").EnumerateObject())
            allowed.Add(kernel.Name, kernel.Value.GetInt64());
        return allowed;
    }
}
