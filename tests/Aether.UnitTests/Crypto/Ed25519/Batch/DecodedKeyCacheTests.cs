using Aether.Crypto.Ed25519.Batch;
using Aether.Native.Ed25519;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class DecodedKeyCacheTests
{
    [Fact]
    public void TryGet_AfterAdd_GivesTheRecordOfTheKey()
    {
        DecodedKeyCache cache = new(1024);
        Assert.Null(Get(cache, LaneSet.Avx2, Key(1)));
        cache.Add(Key(1), Record(1));
        cache.Add(Key(2), Record(2));
        Assert.Equal(Record(1), Get(cache, LaneSet.Avx2, Key(1)));
        Assert.Equal(Record(2), Get(cache, LaneSet.Avx2, Key(2)));
        Assert.Null(Get(cache, LaneSet.Avx2, Key(3)));
    }

    [Fact]
    public void Add_MoreKeysThanRoom_MostlyKeepsTheHotOneAndNeverMixesRecords()
    {
        // The worst there is: every other key is found again too, once.
        DecodedKeyCache cache = new(8);
        Assert.Equal(32, cache.Capacity);
        int lost = 0;
        for (int i = 1; i < 500; i++)
        {
            byte[]? hot = Get(cache, LaneSet.Avx2, Key(0));
            if (hot is null)
            {
                lost++;
                cache.Add(Key(0), Record(0));
            }
            Assert.True(hot is null || hot.SequenceEqual(Record(0)));
            Assert.True(Get(cache, LaneSet.Avx2, Key(i - 1)) is not { } record || record.SequenceEqual(Record(i - 1)));
            cache.Add(Key(i), Record(i));
        }
        Assert.True(lost < 100);
    }

    [Fact]
    public void Add_KeysThatComeOnce_PushOutNoneThatCameAgain()
    {
        DecodedKeyCache cache = new(1024);
        for (int i = 0; i < 200; i++)
            cache.Add(Key(i), Record(i));
        int[] kept = [.. Enumerable.Range(0, 200).Where(i => Get(cache, LaneSet.Avx2, Key(i)) is not null)];
        Assert.True(kept.Length >= 190);
        for (int i = 200; i < 5_000; i++)
            cache.Add(Key(i), Record(i));
        int lost = 0;
        foreach (int i in kept)
        {
            byte[]? record = Get(cache, LaneSet.Avx2, Key(i));
            lost += record is null ? 1 : 0;
            Assert.True(record is null || record.SequenceEqual(Record(i)));
        }
        // Only a key of the same tag may: one in 20,000 of those that come once.
        Assert.True(lost <= 10);
    }

    [Fact]
    public void Add_KeyOfTheSameTag_TakesItsEntryAndNeverItsRecord()
    {
        // What lies apart in a set depends on the first eight bytes alone.
        DecodedKeyCache cache = new(1024);
        byte[] other = Key(1);
        other[31] ^= 1;
        cache.Add(Key(1), Record(1));
        Assert.Null(Get(cache, LaneSet.Avx2, other));
        cache.Add(other, Record(2));
        Assert.Null(Get(cache, LaneSet.Avx2, Key(1)));
        Assert.Equal(Record(2), Get(cache, LaneSet.Avx2, other));
    }

    [Fact]
    public void Locate_EntryTakenBeforeItsRecordIsRead_IsNotFound()
    {
        DecodedKeyCache cache = new(1024);
        byte[] other = Key(1);
        other[31] ^= 1;
        cache.Add(Key(1), Record(1));
        int[] place = new int[1];
        cache.Locate(LaneSet.Avx2, Key(1), place);
        cache.Add(other, Record(2));
        Assert.NotEqual(DecodedKeyCache.Nowhere, place[0]);
        Assert.False(cache.TryGet(place[0], Key(1), new byte[Ed25519Workspace.RecordBytes]));
    }

    [Fact]
    public void Locate_OtherInstructionSet_ForgetsTheRecords()
    {
        DecodedKeyCache cache = new(8);
        Assert.Null(Get(cache, LaneSet.Ifma, Key(1)));
        cache.Add(Key(1), Record(1));
        Assert.NotNull(Get(cache, LaneSet.Ifma, Key(1)));
        Assert.Null(Get(cache, LaneSet.Avx2, Key(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Constructor_BadCapacity_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodedKeyCache(capacity));

    private static byte[]? Get(DecodedKeyCache cache, LaneSet set, byte[] key)
    {
        int[] place = new int[1];
        byte[] record = new byte[Ed25519Workspace.RecordBytes];
        cache.Locate(set, key, place);
        return cache.TryGet(place[0], key, record) ? record : null;
    }

    private static byte[] Key(int number)
    {
        byte[] key = new byte[32];
        new Random(number).NextBytes(key);
        return key;
    }

    private static byte[] Record(int number)
    {
        byte[] record = new byte[Ed25519Workspace.RecordBytes];
        new Random(-number).NextBytes(record);
        return record;
    }
}
