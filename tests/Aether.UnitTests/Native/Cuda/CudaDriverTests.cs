using Aether.Native;
using Aether.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Native.Cuda;

[Collection(CudaCollection.Name)]
public sealed class CudaDriverTests
{
    [Fact]
    public void TryGetDevice_StandIn_IsDescribed()
    {
        Assert.True(CudaDriver.IsSupported, CudaDriver.NotSupportedReason);
        Assert.True(CudaDriver.TryGetDevice(0, out CudaDeviceInfo? device, out _));
        Assert.Equal("CPU stand-in", device.Name);
        Assert.Equal((8, 0, 1), (device.ComputeMajor, device.ComputeMinor, device.MultiprocessorCount));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void TryGetDevice_OtherOrdinal_IsASentence(int ordinal)
    {
        Assert.False(CudaDriver.TryGetDevice(ordinal, out CudaDeviceInfo? device, out string? reason));
        Assert.Null(device);
        Assert.Equal($"GPU {ordinal} does not exist: this machine has 1, numbered from 0; choose one of them", reason);
        Assert.False(CudaContext.TryOpen(ordinal, out _, out _));
    }

    [Fact]
    public void ProbeCuda_FileThatIsNoLibrary_NamesIt()
    {
        string path = typeof(CudaDriverTests).Assembly.Location;
        NativeLibraryProbe probe = NativeLibraries.ProbeCuda(path);
        Assert.False(probe.IsSupported);
        Assert.StartsWith(path + " does not load", probe.NotSupportedReason, StringComparison.Ordinal);
    }
}
