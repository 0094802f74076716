using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>A failure stays with the device until its last user has gone: no other verifier is open here.</summary>
[Collection(CudaCollection.Name)]
public sealed class GpuVerifierFailureTests
{
    [Fact]
    public void Device_FailsDuringWork_AnswersAllAndSaysWhy()
    {
        GpuVerifierOptions options = GpuStandIn.Options(slots: 2, items: 4);
        using GpuVerifier verifier = GpuStandIn.Create(
            options with { Ptx = GpuStandIn.Ptx(GpuStandIn.Fail("aether_ed25519_verify_carry", 2)) });
        GpuVectors vectors = new(Enumerable.Range(0, 40).Select(i => new ForgedCase(SignatureForge.Honest(i), true)));
        bool[] valid = new bool[40];
        Assert.Null(verifier.FailureReason);
        Assert.False(verifier.TryVerify(
            vectors.Keys, vectors.Signatures, vectors.Messages, vectors.Ends, valid, GpuMode.Individual));
        Assert.DoesNotContain(true, valid);
        Assert.Contains("CUDA_ERROR_LAUNCH_FAILED", verifier.FailureReason, StringComparison.Ordinal);
        Assert.False(verifier.TryRent(out _));
        Assert.Equal(0, verifier.Outstanding);
    }
}
