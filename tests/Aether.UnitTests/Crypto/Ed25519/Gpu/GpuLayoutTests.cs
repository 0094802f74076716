using Aether.Core;
using Aether.Crypto.Ed25519.Gpu;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>The numbers of the driver are those of the kernels' header.</summary>
public sealed class GpuLayoutTests
{
    private static readonly HeaderNumbers s_header = new("gpu/include/aether_gpu.h");

    [Fact]
    public void Constants_EqualTheHeader()
    {
        Assert.Equal(GpuLayout.BlockThreads, s_header.Value("AETHER_GPU_BLOCK"));
        Assert.Equal(GpuLayout.ItemBytes, s_header.Value("AETHER_GPU_ITEM_BYTES"));
        Assert.Equal(GpuLayout.CoefficientBytes, s_header.Value("AETHER_GPU_COEFFICIENT_BYTES"));
        Assert.Equal(GpuLayout.BaseTableThreads, s_header.Value("AETHER_GPU_BASE_TABLE_THREADS"));
        Assert.Equal(GpuLayout.BaseTableBytes, s_header.Value("AETHER_GPU_BASE_TABLE_BYTES"));
        Assert.Equal(GpuLayout.ClearThreads, s_header.Value("AETHER_GPU_BATCH_CLEAR_THREADS"));
        Assert.Equal(GpuLayout.Buckets, s_header.Value("AETHER_GPU_BATCH_BUCKETS"));
        Assert.Equal(GpuLayout.ChunkThreads, s_header.Value("AETHER_GPU_BATCH_ALLOCATE_THREADS"));
        Assert.Equal(GpuLayout.ChunkThreads, s_header.Value("AETHER_GPU_BATCH_REDUCE_THREADS"));
        Assert.Equal(GpuLayout.Fold0Threads, s_header.Value("AETHER_GPU_BATCH_FOLD0_THREADS"));
        Assert.Equal(GpuLayout.Fold1Threads, s_header.Value("AETHER_GPU_BATCH_FOLD1_THREADS"));
        Assert.Equal(GpuLayout.IssueRateOperations, s_header.Value("AETHER_GPU_ISSUE_RATE_OPERATIONS"));
        Assert.True(Limits.Gpu.MaxSlotItems <= s_header.Value("AETHER_GPU_BATCH_MAX_ITEMS"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(Limits.Gpu.MaxSlotItems)]
    public void Sizes_EqualTheHeader(int items)
    {
        Assert.Equal(s_header.Value("AETHER_GPU_BATCH_SCRATCH_BYTES", items), GpuLayout.ScratchBytes(items));
        Assert.Equal(s_header.Value("AETHER_GPU_GRID", items), GpuLayout.Blocks(items));
    }
}
