using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Concurrency;

public sealed class TagCacheTests
{
    private static readonly UInt128 s_key = new(0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    public void CapacityIsAPowerOfTwo(int capacity) =>
        Assert.Throws<InvariantViolationException>(() => new TagCache(capacity, s_key));

    [Fact]
    public void AZeroKeyIsRefused() => Assert.Throws<InvariantViolationException>(() => new TagCache(8, 0));

    [Fact]
    public void HoldsWhatWasInsertedUntilCapacityNewerOnesCame()
    {
        const int Capacity = 64;
        TagCache cache = new(Capacity, s_key);
        Hash256[] items = Distinct(10 * Capacity);
        for (int index = 0; index < items.Length; index++)
        {
            Assert.False(cache.Contains(items[index]));
            Assert.True(cache.Insert(items[index]));
            Assert.False(cache.Insert(items[index]));
            Assert.Equal(Math.Min(index + 1, Capacity), cache.Count);
            if (index >= Capacity)
            {
                Assert.True(cache.Contains(items[index - Capacity + 1]));
                Assert.False(cache.Contains(items[index - Capacity]));
            }
        }
    }

    [Fact]
    public void AForgottenIdentifierCanBeInsertedAgain()
    {
        TagCache cache = new(2, s_key);
        Hash256[] items = Distinct(3);
        Assert.All(items, item => Assert.True(cache.Insert(item)));
        Assert.True(cache.Insert(items[0]));
        Assert.False(cache.Contains(items[1]));
        Assert.True(cache.Contains(items[2]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    public void AgreesWithAQueueOfTheLatest(int capacity)
    {
        TagCache cache = new(capacity, s_key);
        Queue<Hash256> latest = new();
        Hash256[] items = Distinct(3 * capacity);
        SeededRandom random = new(11);
        for (int step = 0; step < 5_000; step++)
        {
            Hash256 item = items[random.Below(items.Length)];
            bool isNew = !latest.Contains(item);
            Assert.Equal(isNew, cache.Insert(item));
            if (isNew)
            {
                latest.Enqueue(item);
                if (latest.Count > capacity)
                {
                    latest.Dequeue();
                }
            }
            Assert.Equal(latest.Count, cache.Count);
            Assert.All(items, other => Assert.Equal(latest.Contains(other), cache.Contains(other)));
        }
    }

    [Fact]
    public void EveryByteOfAnIdentifierCounts()
    {
        byte[] bytes = new byte[Hash256.Bytes];
        TagCache cache = new(1_024, s_key);
        Assert.True(cache.Insert(new Hash256(bytes)));
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(cache.Insert(new Hash256(bytes)), $"bit {bit} does not change the tag");
            bytes[bit / 8] = 0;
        }
    }

    [Fact]
    public void InsertingIntoAFullCacheAllocatesNothing()
    {
        TagCache cache = new(256, s_key);
        Hash256[] items = Distinct(4_096);
        Allocations.AssertNone(() =>
        {
            foreach (Hash256 item in items)
            {
                cache.Insert(item);
                cache.Contains(item);
            }
        });
    }

    private static Hash256[] Distinct(int count)
    {
        SeededRandom random = new(7);
        byte[] bytes = new byte[Hash256.Bytes];
        return random.Array(count, r =>
        {
            r.Fill(bytes);
            return new Hash256(bytes);
        });
    }
}
