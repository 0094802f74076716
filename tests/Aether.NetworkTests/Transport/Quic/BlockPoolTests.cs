using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Blocks, and the table that holds them while they are sent.</summary>
public sealed class BlockPoolTests
{
    [Theory]
    [InlineData(1, 512)]
    [InlineData(512, 512)]
    [InlineData(513, 1_024)]
    [InlineData(4 * 1024 * 1024, 4 * 1024 * 1024)]
    [InlineData((4 * 1024 * 1024) + 1, 8 * 1024 * 1024)]
    public void Rent_GivesTheNextPowerOfTwo(int bytes, int capacity)
    {
        BlockPool pool = new();
        Block block = pool.Rent(bytes);
        Assert.Equal(capacity, block.Capacity);
        Assert.Equal(1, pool.Outstanding);
        pool.Return(block);
        Assert.Equal(0, pool.Outstanding);
        Assert.Same(block, pool.Rent(bytes));
    }

    [Fact]
    public void Return_KeepsSixteenMebibytesOfASize()
    {
        BlockPool pool = new();
        Block[] blocks = [pool.Rent(8 << 20), pool.Rent(8 << 20), pool.Rent(8 << 20)];
        foreach (Block block in blocks)
        {
            pool.Return(block);
        }
        Assert.Same(blocks[1], pool.Rent(8 << 20));
        Assert.Same(blocks[0], pool.Rent(8 << 20));
        Assert.DoesNotContain(pool.Rent(8 << 20), blocks);
    }

    [Fact]
    public void SendTable_GivesBackWhatItHolds()
    {
        SendTable table = new();
        BlockPool pool = new();
        Dictionary<ulong, Block> held = [];
        Random random = new(4);
        for (int i = 0; i < 10_000; i++)
        {
            if (random.Next(3) > 0)
            {
                Block block = pool.Rent(1);
                ulong cookie = table.Add(block);
                Assert.NotEqual(0ul, cookie);
                held.Add(cookie, block);
            }
            else if (held.Count > 0)
            {
                (ulong cookie, Block block) = held.First();
                held.Remove(cookie);
                Assert.Same(block, table.Take(cookie));
            }
            Assert.Equal(held.Count, table.Count);
        }
    }
}
