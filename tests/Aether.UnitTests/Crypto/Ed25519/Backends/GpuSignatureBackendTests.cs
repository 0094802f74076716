using Aether.Crypto.Ed25519.Backends;
using Aether.Crypto.Ed25519.Gpu;
using Aether.Native;
using Aether.Native.Cuda;
using Aether.UnitTests.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

[Collection(CudaCollection.Name)]
public sealed class GpuSignatureBackendTests
{
    private static readonly AdversarialSet s_set = AdversarialSet.Create();

    [Fact]
    public void Verify_AfterItsSelfTest_GivesSingleVerdicts()
    {
        using GpuSignatureBackend backend = new(Options());
        Assert.True(backend.IsSupported, backend.NotSupportedReason);
        Assert.Equal("gpu", backend.Name);
        AssertRight(backend);
    }

    [Fact]
    public void WrongVerdict_IsRefusedBeforeUse_AndTheProcessorAnswers()
    {
        int before = CudaDriver.OpenHandles;
        using GpuSignatureBackend backend = new(
            Options(GpuStandIn.FlipVerdict("aether_ed25519_verify_carry", 11)));
        Assert.False(backend.IsSupported);
        Assert.StartsWith("the GPU ", backend.NotSupportedReason, StringComparison.Ordinal);
        Assert.Contains("self-test item ", backend.NotSupportedReason, StringComparison.Ordinal);
        Assert.Null(backend.Verifier);
        Assert.Equal(before, CudaDriver.OpenHandles);
        AssertRight(backend);
    }

    [Fact]
    public void DeviceLostLater_TheProcessorAnswersAndTheReasonIsGiven()
    {
        // The self-test runs the kernel four times: each set by itself, and after the equation of the whole set.
        using GpuSignatureBackend backend = new(Options(GpuStandIn.Fail("aether_ed25519_verify_carry", 3)));
        Assert.True(backend.IsSupported, backend.NotSupportedReason);
        AssertRight(backend);
        Assert.False(backend.IsSupported);
        Assert.Contains("CUDA_ERROR_LAUNCH_FAILED", backend.NotSupportedReason, StringComparison.Ordinal);
        AssertRight(backend);
    }

    [Fact]
    public void AbsentLibrary_IsASentence()
    {
        NativeLibraryProbe probe = NativeLibraries.ProbeCuda("/nowhere/libcuda.so.1");
        Assert.False(probe.IsSupported);
        Assert.Equal(probe.NotSupportedReason, CudaDriver.Initialise(probe));
        Assert.Contains("AETHER_CUDA_LIBRARY", probe.NotSupportedReason, StringComparison.Ordinal);
    }

    private static GpuVerifierOptions Options(params string[] faults) =>
        GpuStandIn.Options(items: 1024, messageBytes: 1 << 18) with { Ptx = GpuStandIn.Ptx(faults) };

    private static void AssertRight(GpuSignatureBackend backend)
    {
        bool[] valid = new bool[s_set.Count];
        backend.Verify(s_set.PublicKeys, s_set.Signatures, s_set.Messages, s_set.MessageEnds, valid);
        Assert.Equal(s_set.Expected, valid);
    }
}
