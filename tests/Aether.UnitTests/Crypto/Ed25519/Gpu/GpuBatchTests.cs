using Aether.Core.Diagnostics;
using Aether.Crypto.Ed25519.Gpu;
using Aether.TestKit;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuBatchTests
{
    [Fact]
    public async Task SubmitAsync_ItemsOfManyThreads_VerdictsFollowTheItems()
    {
        using GpuVerifier verifier = GpuStandIn.Create();
        for (int round = 0; round < 3; round++)
        {
            Assert.True(verifier.TryRent(out GpuBatch? batch));
            SignedMessage[] items = [.. Enumerable.Range(100 * round, 60).Select(SignatureForge.Honest)];
            items[17].Signature[3] ^= 1;
            items[44].Message[0] ^= 1;
            Parallel.ForEach(items, item => Assert.True(batch.TryAdd(item.PublicKey, item.Message, item.Signature)));
            Assert.Equal(60, batch.Count);
            bool[] expected = [.. Enumerable.Range(0, 60).Select(i => Added(batch, i).VerifySingle())];
            Assert.True(await batch.SubmitAsync(GpuMode.Individual));
            bool[] valid = new bool[60];
            batch.CopyVerdicts(valid);
            Assert.Equal(expected, valid);
            Assert.Equal(2, valid.Count(verdict => !verdict));
            batch.Return();
        }
    }

    [Theory]
    [InlineData(GpuMode.Individual)]
    [InlineData(GpuMode.Batch)]
    public void Submit_Repeatedly_AllocatesNothing(GpuMode mode)
    {
        using GpuVerifier verifier = GpuStandIn.Create();
        SignedMessage[] items = [.. Enumerable.Range(0, 8).Select(SignatureForge.Honest)];
        bool[] valid = new bool[items.Length];
        Allocations.AssertNone(() =>
        {
            Assert.True(verifier.TryRent(out GpuBatch? batch));
            foreach (SignedMessage item in items)
            {
                Assert.True(batch.TryAdd(item.PublicKey, item.Message, item.Signature));
            }

            batch.Submit(mode);
            Assert.True(batch.Wait());
            batch.CopyVerdicts(valid);
            batch.Return();
        });
        Assert.DoesNotContain(false, valid);
    }

    [Fact]
    public void TryAdd_FullOrWrong_IsRefused()
    {
        using GpuVerifier verifier = GpuStandIn.Create(GpuStandIn.Options(items: 3, messageBytes: 100));
        Assert.True(verifier.TryRent(out GpuBatch? batch));
        SignedMessage item = SignatureForge.Honest(4);
        Assert.False(batch.TryAdd(item.PublicKey.AsSpan(1), item.Message, item.Signature));
        Assert.False(batch.TryAdd(item.PublicKey, item.Message, item.Signature.AsSpan(1)));
        Assert.False(batch.TryAdd(item.PublicKey, new byte[101], item.Signature));
        Assert.True(batch.TryAdd(item.PublicKey, new byte[60], item.Signature));
        Assert.False(batch.TryAdd(item.PublicKey, new byte[41], item.Signature));
        Assert.True(batch.TryAdd(item.PublicKey, new byte[40], item.Signature));
        Assert.True(batch.TryAdd(item.PublicKey, [], item.Signature));
        Assert.Equal(batch.Capacity, batch.Count);
        Assert.False(batch.TryAdd(item.PublicKey, [], item.Signature));
        batch.Submit(GpuMode.Individual);
        Assert.False(batch.TryAdd(item.PublicKey, [], item.Signature));
        Assert.True(batch.Wait());
        bool[] valid = [true, true, true];
        batch.CopyVerdicts(valid);
        Assert.DoesNotContain(true, valid);
        batch.Return();
        Assert.Throws<InvariantViolationException>(batch.Return);
        Assert.False(batch.TryAdd(item.PublicKey, [], item.Signature));
    }

    [Fact]
    public void Submit_Empty_IsAnsweredAtOnce()
    {
        using GpuVerifier verifier = GpuStandIn.Create();
        Assert.True(verifier.TryRent(out GpuBatch? batch));
        batch.Submit(GpuMode.Batch);
        Assert.True(batch.Wait());
        batch.CopyVerdicts([]);
        batch.Return();
    }

    private static SignedMessage Added(GpuBatch batch, int index)
    {
        ReadOnlySpan<byte> item = batch.Slot.Filled.Item(index);
        return new SignedMessage(
            item[..32].ToArray(), batch.Slot.Filled.Message(index).ToArray(), item[32..].ToArray());
    }
}
