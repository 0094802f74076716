using Aether.Crypto.Ed25519.Gpu;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuTimelineTests(GpuVerifierFixture fixture) : IClassFixture<GpuVerifierFixture>
{
    [Fact]
    public void Read_IndividualBatch_NamesItsSteps() =>
        Assert.Equal(["copy in", "aether_ed25519_verify_portable", "copy out"], Steps(GpuMode.Individual));

    [Fact]
    public void Read_EquationOfABatch_NamesItsKernels()
    {
        string[] kernels =
        [
            "clear", "prepare_portable", "allocate", "order", "scatter", "sum_portable", "reduce_portable",
            "fold_portable", "fold_portable", "finish_portable",
        ];
        Assert.Equal(
            ["copy in", .. kernels.Select(kernel => "aether_ed25519_batch_" + kernel), "copy out"],
            Steps(GpuMode.Batch));
    }

    [Fact]
    public void Read_NothingMarked_IsEmpty()
    {
        using GpuTimeline timeline = new(fixture.Verifier.Context);
        Assert.Empty(timeline.Read());
    }

    private string[] Steps(GpuMode mode)
    {
        GpuVerifier verifier = fixture.Verifier;
        verifier.Context.Bind();
        using GpuTimeline timeline = new(verifier.Context);
        Assert.True(verifier.TryRent(out GpuBatch? batch));
        SignedMessage item = SignatureForge.Honest(1);
        Assert.True(batch.TryAdd(item.PublicKey, item.Message, item.Signature));
        batch.Timeline = timeline;
        batch.Submit(mode, GpuBranch.Portable);
        Assert.True(batch.Wait());
        batch.Return();
        IReadOnlyList<(string Name, float Milliseconds)> steps = timeline.Read();
        Assert.All(steps, step => Assert.True(step.Milliseconds >= 0));
        return [.. steps.Select(step => step.Name)];
    }
}
