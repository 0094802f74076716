using System.Text.Json;
using Aether.GpuCheck;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.GpuCheck;

[Collection(CudaCollection.Name)]
public sealed class CheckRunTests
{
    [Fact]
    public void Run_OnTheStandIn_ComparesAndMeasuresEverything()
    {
        (int status, JsonElement document) = Run(
            "--signatures", "40", "--min-items", "16", "--max-items", "32", "--repeats", "1", "--slot-items", "512");
        Assert.Equal(0, status);
        Assert.Equal(0, document.GetProperty("exitCode").GetInt32());
        Assert.Equal("equal", document.GetProperty("selfTest").GetString());
        JsonElement differential = document.GetProperty("differential");
        Assert.Equal(40, differential.GetProperty("signatures").GetInt32());
        Assert.Equal(0, differential.GetProperty("different").GetInt32());
        Assert.True(document.GetProperty("issueRate").GetProperty("imadPerSecond").GetDouble() > 0);
        Assert.True(document.GetProperty("issueRate").GetProperty("dfmaPerSecond").GetDouble() > 0);
        Assert.Equal(4, document.GetProperty("batchTimes").GetArrayLength());
        JsonElement throughput = document.GetProperty("throughput");
        Assert.Equal(8, throughput.GetProperty("gpu").GetArrayLength());
        Assert.All(
            throughput.GetProperty("gpu").EnumerateArray(),
            row => Assert.True(row.GetProperty("perSecond").GetDouble() > 0));
    }

    [Fact]
    public void Run_NoSuchDevice_GivesTheReason()
    {
        (int status, JsonElement document) = Run("--device", "5");
        Assert.Equal(3, status);
        Assert.Contains("GPU 5 does not exist", document.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static (int Status, JsonElement Document) Run(params string[] arguments)
    {
        using MemoryStream output = new();
        int status = CheckRun.Run(arguments, output);
        using JsonDocument document = JsonDocument.Parse(output.ToArray());
        return (status, document.RootElement.Clone());
    }
}
