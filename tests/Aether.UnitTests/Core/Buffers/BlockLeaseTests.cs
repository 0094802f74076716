using Aether.Core.Buffers;
using Aether.Core.Diagnostics;
using Xunit;

namespace Aether.UnitTests.Core.Buffers;

public sealed class BlockLeaseTests
{
    private readonly PinnedBlockPool _pool = new(1, 32);

    [Fact]
    public void SpanAndMemoryAreTheBytesInUse()
    {
        BlockLease lease = Rent();
        Assert.Equal(0, lease.Length);
        lease.Block[0] = 7;
        lease.Block[1] = 9;
        lease.Length = 2;
        Assert.Equal([7, 9], lease.Span.ToArray());
        Assert.Equal([7, 9], lease.Memory.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(33)]
    public void LengthStaysWithinTheBlock(int length)
    {
        BlockLease lease = Rent();
        Assert.Throws<InvariantViolationException>(() => lease.Length = length);
        lease.Length = 32;
        Assert.Equal(32, lease.Span.Length);
    }

    [Fact]
    public void ASecondReturnIsCaughtAndChangesNothing()
    {
        BlockLease lease = Rent();
        lease.Dispose();
        Assert.Throws<InvariantViolationException>(lease.Dispose);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void UseAfterReturnIsCaughtAlsoWhenTheBlockHasANewOwner()
    {
        BlockLease old = Rent();
        old.Dispose();
        Assert.Throws<InvariantViolationException>(() => old.Block.Clear());
        BlockLease current = Rent();
        Assert.Throws<InvariantViolationException>(() => old.Block.Clear());
        Assert.Throws<InvariantViolationException>(() => old.Span.ToArray());
        Assert.Throws<InvariantViolationException>(() => old.Memory);
        Assert.Throws<InvariantViolationException>(old.Dispose);
        Assert.Equal(1, _pool.Outstanding);
        current.Dispose();
    }

    private BlockLease Rent()
    {
        Assert.True(_pool.TryRent(0, out BlockLease? lease));
        return lease;
    }
}
