using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuEquationTests
{
    /// <summary>Every kernel of the equation is launched: a device that loses one gives no verdicts.</summary>
    [Theory]
    [InlineData(GpuBranch.Carry, "clear", 0)]
    [InlineData(GpuBranch.Carry, "allocate", 0)]
    [InlineData(GpuBranch.Carry, "order", 0)]
    [InlineData(GpuBranch.Carry, "scatter", 0)]
    [InlineData(GpuBranch.Carry, "prepare_carry", 0)]
    [InlineData(GpuBranch.Carry, "sum_carry", 0)]
    [InlineData(GpuBranch.Carry, "reduce_carry", 0)]
    [InlineData(GpuBranch.Carry, "fold_carry", 0)]
    [InlineData(GpuBranch.Carry, "fold_carry", 1)]
    [InlineData(GpuBranch.Carry, "finish_carry", 0)]
    [InlineData(GpuBranch.Portable, "prepare_portable", 0)]
    [InlineData(GpuBranch.Portable, "sum_portable", 0)]
    [InlineData(GpuBranch.Portable, "reduce_portable", 0)]
    [InlineData(GpuBranch.Portable, "fold_portable", 1)]
    [InlineData(GpuBranch.Portable, "finish_portable", 0)]
    public void Queue_AnyKernelFailing_FailsTheBatch(GpuBranch branch, string kernel, int run) =>
        Assert.False(Works(branch, "aether_ed25519_batch_" + kernel, run));

    [Theory]
    [InlineData(GpuBranch.Carry, "fold_carry", 2)]
    [InlineData(GpuBranch.Portable, "finish_portable", 1)]
    [InlineData(GpuBranch.Portable, "prepare_carry", 0)]
    public void Queue_KernelFailingThatIsNotRun_DoesNoHarm(GpuBranch branch, string kernel, int run) =>
        Assert.True(Works(branch, "aether_ed25519_batch_" + kernel, run));

    private static bool Works(GpuBranch branch, string kernel, int run)
    {
        SignedMessage item = SignatureForge.Honest(1);
        using GpuVerifier verifier = GpuStandIn.Create(
            GpuStandIn.Options() with { Ptx = GpuStandIn.Ptx(GpuStandIn.Fail(kernel, run)) });
        bool[] valid = new bool[1];
        bool works = verifier.TryVerify(
            item.PublicKey, item.Signature, item.Message, [item.Message.Length], valid, GpuMode.Batch, branch);
        Assert.Equal(works, valid[0]);
        return works;
    }
}
