using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodeSlabTests
{
    [Fact]
    // SAFETY: pointers are to records that were taken, and to arrays fixed for the call.
    public unsafe void Take_OverSeveralChunks_GivesRecordsThatDoNotOverlap()
    {
        NodeSlab slab = new(64, 8);
        uint[] indices = new uint[NodeSlab.ChunkRecords + 1_000];
        slab.Take(indices);
        Assert.Equal(indices.Length, indices.Distinct().Count());
        Assert.DoesNotContain(0u, indices);
        uint[] probes = [indices[0], indices[1], indices[NodeSlab.ChunkRecords - 2], indices[^1]];
        foreach (uint index in probes)
        {
            new Span<byte>(slab.At(index), 64).Fill((byte)index);
            new Span<byte>(slab.SideAt(index), 8).Fill((byte)(index + 1));
        }
        foreach (uint index in probes)
        {
            Assert.Equal(-1, new Span<byte>(slab.At(index), 64).IndexOfAnyExcept((byte)index));
            Assert.Equal(-1, new Span<byte>(slab.SideAt(index), 8).IndexOfAnyExcept((byte)(index + 1)));
            Assert.Equal(0u, (nuint)slab.At(index) % 64);
        }
        Assert.Equal(indices.Length, slab.Count);
        Assert.Equal(2L * NodeSlab.ChunkRecords * 72, slab.ReservedBytes);
        Assert.Equal(72L * indices.Length, slab.TouchedBytes);
    }

    [Fact]
    public void Give_ManyRecords_ComeBackInTheOrderTheyWereFreed()
    {
        NodeSlab slab = new(128, 0);
        uint[] indices = new uint[5_000];
        slab.Take(indices);
        uint[] freed = [.. indices.Where(index => index % 3 == 0)];
        slab.Give(freed);
        uint[] again = new uint[freed.Length];
        slab.Take(again.AsSpan(0, 7));
        slab.Give(again.AsSpan(0, 7));
        slab.Take(again);
        Assert.Equal([.. freed[7..], .. freed[..7]], again);
        Assert.Equal(5_000, slab.Count);
    }
}
