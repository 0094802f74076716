using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuProgramTests
{
    private static readonly string[] s_verify = ["aether_ed25519_verify_carry", "aether_ed25519_verify_portable"];

    [Theory]
    [InlineData(GpuBranch.Carry)]
    [InlineData(GpuBranch.Portable)]
    public void Queue_Individual_RunsTheKernelOfTheBranch(GpuBranch branch)
    {
        // A fault in the other branch's kernel does no harm; one in its own does.
        string other = GpuStandIn.FlipVerdict(s_verify[1 - (int)branch], 0);
        string own = GpuStandIn.FlipVerdict(s_verify[(int)branch], 0);
        Assert.True(Verdict(branch, GpuMode.Individual, valid: true, other));
        Assert.False(Verdict(branch, GpuMode.Individual, valid: true, own));
    }

    [Theory]
    [InlineData(GpuBranch.Carry)]
    [InlineData(GpuBranch.Portable)]
    public void TryFinish_EquationHolds_VerifiesNothingSingly(GpuBranch branch) =>
        Assert.True(Verdict(branch, GpuMode.Batch, valid: true, GpuStandIn.FlipVerdict(s_verify[(int)branch], 0)));

    [Theory]
    [InlineData(GpuBranch.Carry)]
    [InlineData(GpuBranch.Portable)]
    public void TryFinish_EquationFails_TakesTheVerdictsOfTheSingleKernel(GpuBranch branch)
    {
        Assert.False(Verdict(branch, GpuMode.Batch, valid: false));
        // Shown by a fault that only the single kernel of the branch has.
        Assert.True(Verdict(branch, GpuMode.Batch, valid: false, GpuStandIn.FlipVerdict(s_verify[(int)branch], 0)));
    }

    [Fact]
    public void Describe_NamesEveryKernelOnce()
    {
        using GpuVerifier verifier = GpuStandIn.Create();
        string[] names = [.. verifier.Program!.Describe().Select(kernel => kernel.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(17, names.Length);
        Assert.All(s_verify, name => Assert.Contains(name, names));
    }

    private static bool Verdict(GpuBranch branch, GpuMode mode, bool valid, params string[] faults)
    {
        SignedMessage item = SignatureForge.Honest(5);
        item.Signature[40] ^= (byte)(valid ? 0 : 1);
        using GpuVerifier verifier = GpuStandIn.Create(GpuStandIn.Options() with { Ptx = GpuStandIn.Ptx(faults) });
        bool[] verdict = new bool[1];
        Assert.True(verifier.TryVerify(
            item.PublicKey, item.Signature, item.Message, [item.Message.Length], verdict, mode, branch));
        return verdict[0];
    }
}
