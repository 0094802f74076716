using Aether.Crypto.Ed25519.Backends;
using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

[Collection(CudaCollection.Name)]
public sealed class GpuSelfTestTests
{
    [Fact]
    public void Run_RightKernels_FindsNothing() => Assert.Null(Run());

    [Theory]
    [InlineData("aether_ed25519_verify_portable", 4, 3, "Portable kernels, Individual mode")]
    [InlineData("aether_ed25519_verify_carry", 4, 300, "Carry kernels, Individual mode")]
    [InlineData("aether_ed25519_batch_finish_portable", 2, 0, "Portable kernels, Batch mode")]
    [InlineData("aether_ed25519_batch_finish_carry", 2, 0, "Carry kernels, Batch mode")]
    public void Run_OneWrongByte_IsFoundAndNamed(string kernel, int parameter, int offset, string where)
    {
        string? reason = Run($"//standin: flip {kernel} {parameter} {offset}");
        Assert.NotNull(reason);
        Assert.Contains(where, reason, StringComparison.Ordinal);
        Assert.Contains("use the processor, and check the device", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DeviceFails_SaysSo() =>
        Assert.Contains(
            "CUDA_ERROR_LAUNCH_FAILED",
            Run(GpuStandIn.Fail("aether_ed25519_verify_carry", 1)),
            StringComparison.Ordinal);

    private static string? Run(params string[] faults)
    {
        GpuVerifierOptions options = GpuStandIn.Options(items: 1024, messageBytes: 1 << 18);
        using GpuVerifier verifier = GpuStandIn.Create(options with { Ptx = GpuStandIn.Ptx(faults) });
        return GpuSelfTest.Run(verifier);
    }
}
