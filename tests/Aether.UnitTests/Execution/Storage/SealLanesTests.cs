using Aether.Core.Diagnostics;
using Aether.Crypto.Hashing;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class SealLanesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    [InlineData(1_024)]
    public void Hash_GivesTheFirstBytesOfEveryRowsHash(int bytes)
    {
        SealLanes lanes = new();
        byte[] digest = new byte[Blake3.DigestBytes];
        for (int count = SealLanes.Lanes; count > 0; count--)
        {
            byte[][] rows = [.. Enumerable.Range(0, count).Select(_ => new byte[bytes])];
            lanes.Begin(bytes);
            foreach (byte[] row in rows)
            {
                Random.Shared.NextBytes(row);
                lanes.Add(row);
            }
            lanes.Hash();
            for (int index = 0; index < count; index++)
            {
                Blake3.Hash(rows[index], digest);
                Assert.Equal(digest.AsSpan(0, SealedValue.SealBytes), lanes.SealAt(index));
            }
        }
    }

    [Fact]
    public void Add_RefusesAnotherLength()
    {
        SealLanes lanes = new();
        lanes.Begin(10);
        Assert.Throws<InvariantViolationException>(() => lanes.Add(new byte[9]));
    }
}
