using Aether.Core;
using Aether.Crypto.Ed25519.Backends;
using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

[Collection(CudaCollection.Name)]
public sealed class SignatureBackendsTests
{
    [Fact]
    public void Select_WorkingGpu_FollowsChoiceAndQueue()
    {
        using SignatureBackends backends = new(Options());
        Assert.Equal(["cpu", "gpu"], backends.All.Select(backend => backend.Name));
        Assert.True(backends.TryPrepare(SignatureBackendChoice.Gpu, out string? reason), reason);
        Assert.Equal("cpu", backends.Select(SignatureBackendChoice.Auto, Limits.Gpu.MinQueuedItems - 1).Name);
        Assert.Equal("gpu", backends.Select(SignatureBackendChoice.Auto, Limits.Gpu.MinQueuedItems).Name);
        Assert.Equal("gpu", backends.Select(SignatureBackendChoice.Gpu, 1).Name);
        Assert.Equal("cpu", backends.Select(SignatureBackendChoice.Cpu, int.MaxValue).Name);
    }

    [Fact]
    public void Select_NoGpu_IsTheProcessor()
    {
        using SignatureBackends backends = new(Options() with { DeviceOrdinal = 9 });
        Assert.True(backends.TryPrepare(SignatureBackendChoice.Auto, out _));
        Assert.True(backends.TryPrepare(SignatureBackendChoice.Cpu, out _));
        Assert.False(backends.TryPrepare(SignatureBackendChoice.Gpu, out string? reason));
        Assert.Contains("GPU 9 does not exist", reason, StringComparison.Ordinal);
        Assert.Equal("cpu", backends.Select(SignatureBackendChoice.Auto, int.MaxValue).Name);
        Assert.Equal("cpu", backends.Select(SignatureBackendChoice.Gpu, int.MaxValue).Name);
        Assert.Equal(reason, backends.All[1].NotSupportedReason);
    }

    private static GpuVerifierOptions Options() => GpuStandIn.Options(items: 1024, messageBytes: 1 << 18);
}
