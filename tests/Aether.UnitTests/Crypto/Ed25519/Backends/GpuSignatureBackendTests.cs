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
        bool[] valid = [true];
        backend.Verify(new byte[31], new byte[64], [], [0], valid);
        Assert.False(valid[0]);
        backend.Verify([], [], [], [], []);
        Assert.True(backend.IsSupported);
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
        // The self-test runs this kernel three times: on both sets, and after the equation of the whole one fails.
        using GpuSignatureBackend backend = new(Options(GpuStandIn.Fail("aether_ed25519_verify_carry", 3)));
        Assert.True(backend.IsSupported, backend.NotSupportedReason);
        AssertRight(backend);
        Assert.False(backend.IsSupported);
        Assert.Contains("CUDA_ERROR_LAUNCH_FAILED", backend.NotSupportedReason, StringComparison.Ordinal);
        AssertRight(backend);
    }

    [Fact]
    public void WrongVerdictLater_TheProcessorAnswersAndTheReasonIsGiven()
    {
        // From the first use after the self-test on: the equation is said not to hold, and the verdict is wrong too.
        using GpuSignatureBackend backend = new(Options(
            "//standin: flip aether_ed25519_batch_finish_carry 2 0 2",
            GpuStandIn.FlipVerdict("aether_ed25519_verify_carry", 0, fromRun: 3)));
        Assert.True(backend.IsSupported, backend.NotSupportedReason);
        SignedMessage item = SignatureForge.Honest(3);
        bool[] valid = [false];
        backend.Verify(item.PublicKey, item.Signature, item.Message, [item.Message.Length], valid);
        Assert.True(valid[0]);
        Assert.False(backend.IsSupported);
        Assert.StartsWith(
            "the GPU refused a signature that the processor accepts",
            backend.NotSupportedReason,
            StringComparison.Ordinal);
        valid[0] = false;
        backend.Verify(item.PublicKey, item.Signature, item.Message, [item.Message.Length], valid);
        Assert.True(valid[0]);
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
