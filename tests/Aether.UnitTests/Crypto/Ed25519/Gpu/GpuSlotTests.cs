using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuSlotTests
{
    [Fact]
    public void Slot_HoldsWhatABatchNeeds_AndFreesIt()
    {
        int before = CudaDriver.OpenHandles;
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using AutoResetEvent wake = new(initialState: false);
        using (context)
        {
            context.Bind();
            using GpuSlot slot = new(context, wake, 10, 1000);
            Assert.Equal(960, slot.Items.Bytes);
            Assert.Equal(960, slot.Filled.Items.Bytes);
            Assert.Equal(960, slot.Reordered.Items.Bytes);
            Assert.Equal(1000, slot.Messages.Bytes);
            Assert.Equal(40, slot.Ends.Bytes);
            Assert.Equal(10, slot.Verdicts.Bytes);
            Assert.Equal(160, slot.Coefficients.Bytes);
            Assert.Equal(GpuLayout.ScratchBytes(10), slot.Scratch.Bytes);
        }

        Assert.Equal(before, CudaDriver.OpenHandles);
    }

    [Fact]
    public void Constructor_DeviceMemoryRefused_FreesWhatItHad()
    {
        int before = CudaDriver.OpenHandles;
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using AutoResetEvent wake = new(initialState: false);
        using (context)
        {
            context.Bind();
            Assert.Throws<CudaException>(() => new GpuSlot(context, wake, 10, 0));
        }

        Assert.Equal(before, CudaDriver.OpenHandles);
    }
}
