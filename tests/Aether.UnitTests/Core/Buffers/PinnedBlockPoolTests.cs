using System.Runtime.CompilerServices;
using Aether.Core.Buffers;
using Aether.Core.Diagnostics;
using Xunit;

namespace Aether.UnitTests.Core.Buffers;

public sealed class PinnedBlockPoolTests
{
    [Theory]
    [InlineData(0, 16, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 16, 0)]
    [InlineData(4, 16, 257)]
    public void SizesArePositive(int count, int bytes, int tags) =>
        Assert.Throws<InvariantViolationException>(() => new PinnedBlockPool(count, bytes, tags));

    [Fact]
    public void AnEmptyPoolRefusesAndAReturnedBlockIsRentedAgain()
    {
        PinnedBlockPool pool = new(3, 64);
        List<BlockLease> leases = [];
        while (pool.TryRent(0, out BlockLease? lease))
        {
            leases.Add(lease);
        }
        Assert.Equal(3, leases.Count);
        Assert.Equal(3, pool.Outstanding);
        leases[1].Dispose();
        Assert.Equal(2, pool.Outstanding);
        Assert.True(pool.TryRent(0, out _));
        Assert.False(pool.TryRent(0, out BlockLease? none));
        Assert.Null(none);
    }

    [Fact]
    public void BlocksDoNotOverlapAndStayInPlace()
    {
        PinnedBlockPool pool = new(8, 48);
        List<BlockLease> leases = [];
        while (pool.TryRent(1, out BlockLease? lease))
        {
            Assert.Equal(48, lease.Block.Length);
            lease.Block.Fill((byte)(leases.Count + 1));
            leases.Add(lease);
        }
        nint[] before = leases.Select(AddressOf).ToArray();
        GC.Collect();
        Assert.Equal(before, leases.Select(AddressOf));
        for (int index = 0; index < leases.Count; index++)
        {
            Assert.Equal(-1, leases[index].Block.IndexOfAnyExcept((byte)(index + 1)));
        }
    }

    [Fact]
    public void OutstandingBlocksAreCountedByOwner()
    {
        PinnedBlockPool pool = new(4, 16, ownerTags: 3);
        Assert.True(pool.TryRent(0, out BlockLease? first));
        Assert.True(pool.TryRent(2, out BlockLease? second));
        Assert.True(pool.TryRent(2, out BlockLease? leaked));
        first.Dispose();
        second.Dispose();
        Assert.Equal([0, 0, 1], new byte[] { 0, 1, 2 }.Select(pool.OutstandingOf));
        Assert.Equal(1, pool.Outstanding);
        leaked.Dispose();
        Assert.Equal(0, pool.OutstandingOf(2));
    }

    [Fact]
    public void AnUnknownOwnerTakesNoBlock()
    {
        PinnedBlockPool pool = new(2, 16, ownerTags: 2);
        Assert.Throws<InvariantViolationException>(() => pool.TryRent(2, out _));
        Assert.Equal(0, pool.Outstanding);
        Assert.True(pool.TryRent(1, out _));
        Assert.True(pool.TryRent(1, out _));
    }

    [Fact]
    public async Task NoBlockHasTwoOwnersWhenThreadsCompete()
    {
        const int Threads = 4;
        PinnedBlockPool pool = new(5, 256);
        int rents = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int round = 0; round < 5_000; round++)
            {
                if (!pool.TryRent((byte)thread, out BlockLease? lease))
                {
                    continue;
                }
                byte mark = (byte)(thread + (16 * (round % 16)));
                lease.Block.Fill(mark);
                Thread.Yield();
                Check.That(lease.Block.IndexOfAnyExcept(mark) < 0);
                lease.Dispose();
                Interlocked.Increment(ref rents);
            }
        })));
        Assert.True(rents >= 5_000, $"{rents} rents");
        Assert.Equal(0, pool.Outstanding);
        Assert.All(Enumerable.Range(0, Threads), thread => Assert.Equal(0, pool.OutstandingOf((byte)thread)));
    }

    [Fact]
    public void RentingAllocatesOneSmallLeaseAndNothingElse()
    {
        PinnedBlockPool pool = new(4, 65_536);
        RentAndReturn(pool, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RentAndReturn(pool, 1_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000 * 64);
    }

    private static void RentAndReturn(PinnedBlockPool pool, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            Check.That(pool.TryRent(0, out BlockLease? lease));
            lease!.Dispose();
        }
    }

    private static unsafe nint AddressOf(BlockLease lease) =>
        // SAFETY: the address is only compared; the slab is pinned and held by the lease's pool.
        (nint)Unsafe.AsPointer(ref lease.Block[0]);
}
