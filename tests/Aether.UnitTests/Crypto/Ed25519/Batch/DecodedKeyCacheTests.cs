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
        byte[] record = new byte[Ed25519Workspace.RecordBytes];
        Assert.False(cache.TryGet(LaneSet.Avx2, Key(1), record));
        cache.Add(Key(1), Record(1));
        cache.Add(Key(2), Record(2));
        Assert.True(cache.TryGet(LaneSet.Avx2, Key(1), record));
        Assert.Equal(Record(1), record);
        Assert.True(cache.TryGet(LaneSet.Avx2, Key(2), record));
        Assert.Equal(Record(2), record);
        Assert.False(cache.TryGet(LaneSet.Avx2, Key(3), record));
    }

    [Fact]
    public void Add_MoreKeysThanRoom_KeepsTheHotOneAndNeverMixesRecords()
    {
        DecodedKeyCache cache = new(8);
        byte[] record = new byte[Ed25519Workspace.RecordBytes];
        cache.Add(Key(0), Record(0));
        for (int i = 1; i < 500; i++)
        {
            Assert.True(cache.TryGet(LaneSet.Avx2, Key(0), record));
            Assert.Equal(Record(0), record);
            if (cache.TryGet(LaneSet.Avx2, Key(i - 1), record))
                Assert.Equal(Record(i - 1), record);
            cache.Add(Key(i), Record(i));
        }
    }

    [Fact]
    public void TryGet_OtherInstructionSet_ForgetsTheRecords()
    {
        DecodedKeyCache cache = new(8);
        byte[] record = new byte[Ed25519Workspace.RecordBytes];
        Assert.False(cache.TryGet(LaneSet.Ifma, Key(1), record));
        cache.Add(Key(1), Record(1));
        Assert.True(cache.TryGet(LaneSet.Ifma, Key(1), record));
        Assert.False(cache.TryGet(LaneSet.Avx2, Key(1), record));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Constructor_BadCapacity_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DecodedKeyCache(capacity));

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
