using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuHostAreaTests
{
    [Fact]
    public void Write_Items_ReadBackAndFreed()
    {
        int before = CudaDriver.OpenHandles;
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using (context)
        {
            context.Bind();
            using GpuHostArea area = new(context, 3, 100);
            SignedMessage[] items = [SignatureForge.Honest(3), SignatureForge.Honest(40), SignatureForge.Honest(0)];
            int start = 0;
            for (int i = 0; i < items.Length; i++)
            {
                area.Write(i, start, items[i].PublicKey, items[i].Signature, items[i].Message);
                start += items[i].Message.Length;
            }

            for (int i = 0; i < items.Length; i++)
            {
                Assert.Equal([.. items[i].PublicKey, .. items[i].Signature], area.Item(i).ToArray());
                Assert.Equal(items[i].Message, area.Message(i).ToArray());
            }
        }

        Assert.Equal(before, CudaDriver.OpenHandles);
    }

    [Fact]
    public void Constructor_SecondBufferRefused_FreesTheFirst()
    {
        int before = CudaDriver.OpenHandles;
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using (context)
        {
            context.Bind();
            Assert.Throws<CudaException>(() => new GpuHostArea(context, 3, 0));
        }

        Assert.Equal(before, CudaDriver.OpenHandles);
    }
}
