using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class DigestsTests
{
    [Fact]
    public void Same_AnyFlippedBit_IsSeen()
    {
        byte[] bytes = TestLedger.Hash(1).ToArray();
        Hash256 value = new(bytes);
        Assert.True(Digests.Same(value, TestLedger.Hash(1)));
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Digests.Same(value, new Hash256(flipped)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void IndexOf_EveryMemberAndOthers_EqualsASearch(int count)
    {
        ObjectId[] ids = [.. Enumerable.Range(0, count).Select(i => new ObjectId(TestLedger.Hash(i))).Order()];
        for (int index = 0; index < count; index++)
        {
            Assert.Equal(index, Digests.IndexOf(ids, ids[index].Value));
        }
        Assert.True(Digests.IndexOf(ids, TestLedger.Hash(1_000)) < 0);
    }
}
