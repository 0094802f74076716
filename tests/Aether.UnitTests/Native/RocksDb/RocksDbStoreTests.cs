using Aether.Native.RocksDb;
using Xunit;

namespace Aether.UnitTests.Native.RocksDb;

public sealed class RocksDbStoreTests : IDisposable
{
    private const int A = 0;
    private const int B = 1;

    private static readonly string[] s_families = ["a", "b"];

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-rocksdb-").FullName;

    public RocksDbStoreTests() => Assert.SkipUnless(RocksDbNative.IsSupported, RocksDbNative.NotSupportedReason ?? "");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThenReopen_ReadsBack()
    {
        using (RocksDbStore store = Open())
        {
            using RocksDbWriteBatch batch = store.CreateBatch();
            batch.Put(A, "k"u8, "in a"u8);
            batch.Put(B, "k"u8, "in b"u8);
            batch.Put(A, "empty"u8, []);
            Assert.Equal(3, batch.Count);
            store.Write(batch, sync: true);
        }

        using RocksDbStore reopened = Open();
        Assert.Equal(2, reopened.ColumnFamilyCount);
        Assert.True(reopened.TryGet(A, "k"u8, out byte[] a));
        Assert.True(reopened.TryGet(B, "k"u8, out byte[] b));
        Assert.Equal("in a"u8.ToArray(), a);
        Assert.Equal("in b"u8.ToArray(), b);
        Assert.True(reopened.TryGet(A, "empty"u8, out byte[] empty));
        Assert.Empty(empty);
        Assert.False(reopened.TryGet(B, "empty"u8, out _));
        Assert.False(reopened.Contains(A, []));
    }

    [Fact]
    public void Delete_ThenClear_BatchHasOneOperationAfterReuse()
    {
        using RocksDbStore store = Open();
        using RocksDbWriteBatch batch = store.CreateBatch();
        batch.Put(A, "x"u8, "1"u8);
        batch.Put(A, "y"u8, "2"u8);
        store.Write(batch, sync: false);
        batch.Clear();
        Assert.Equal(0, batch.Count);
        batch.Delete(A, "x"u8);
        batch.Delete(A, "absent"u8);
        store.Write(batch, sync: false);
        Assert.False(store.Contains(A, "x"u8));
        Assert.True(store.Contains(A, "y"u8));
        batch.Clear();
        batch.DeleteRange(A, "a"u8, "z"u8);
        store.Write(batch, sync: true);
        Assert.False(store.Contains(A, "y"u8));
    }

    [Fact]
    public void Get_PinnedValue_IsUsableUntilDisposed()
    {
        using RocksDbStore store = Open();
        Put(store, "k"u8, new byte[100_000]);
        using RocksDbPinnedValue value = store.Get(A, "k"u8);
        Assert.True(value.IsFound);
        Assert.Equal(100_000, value.Value.Length);
        using RocksDbPinnedValue absent = store.Get(A, "none"u8);
        Assert.False(absent.IsFound);
        Assert.True(absent.Value.IsEmpty);
    }

    [Fact]
    public void VisitAll_WithinBounds_ShowsEveryEntryInOrder()
    {
        using RocksDbStore store = Open();
        for (int key = 0; key < 1_000; key++)
            Put(store, [(byte)(key >> 8), (byte)key], [(byte)key, 7]);
        using RocksDbIterator iterator = store.CreateIterator(A, [1], [3], isBulk: true);
        List<int> seen = [];
        iterator.VisitAll((key, value) =>
        {
            Assert.Equal([key[1], 7], value.ToArray());
            seen.Add((key[0] << 8) | key[1]);
        });
        Assert.Equal(Enumerable.Range(256, 512), seen);
        Assert.Throws<InvalidOperationException>(
            () => iterator.VisitAll(static (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public void Iterator_WalksInOrder_WithinBounds()
    {
        using RocksDbStore store = Open();
        foreach (byte key in new byte[] { 5, 1, 255, 3, 4 })
            Put(store, [key], [key, key]);

        Assert.Equal([1, 3, 4, 5, 255], Keys(store, [], []));
        Assert.Equal([3, 4], Keys(store, [2], [5]));
        Assert.Equal([5, 255], Keys(store, [5], []));
        Assert.Empty(Keys(store, [6], [255]));

        using RocksDbIterator iterator = store.CreateIterator(A);
        Assert.True(iterator.Seek([4]));
        Assert.Equal([4, 4], iterator.Value.ToArray());
        Assert.True(iterator.Previous());
        Assert.Equal([3], iterator.Key.ToArray());
        Assert.True(iterator.SeekForPrevious([254]));
        Assert.Equal([5], iterator.Key.ToArray());
        Assert.True(iterator.SeekToLast());
        Assert.False(iterator.Next());
        Assert.False(iterator.IsValid);
        Assert.Throws<InvalidOperationException>(() => iterator.Next());
    }

    [Fact]
    public void Iterator_DoesNotSeeLaterWrites()
    {
        using RocksDbStore store = Open();
        Put(store, [1], [1]);
        using RocksDbIterator iterator = store.CreateIterator(A);
        Put(store, [2], [2]);
        Assert.True(iterator.SeekToFirst());
        Assert.False(iterator.Next());
    }

    [Fact]
    public void Open_HeldDatabase_IsALockError()
    {
        using RocksDbStore store = Open();
        RocksDbException error = Assert.Throws<RocksDbException>(Open);
        Assert.True(error.IsLockError, error.Message);
        Assert.False(error.IsCorruption);
    }

    [Fact]
    public void Open_UnnamedFamily_ThrowsWithTheNativeMessage()
    {
        Open().Dispose();
        string path = Path.Combine(_folder, "db");
        RocksDbException error = Assert.Throws<RocksDbException>(() => RocksDbStore.Open(path, ["a"]));
        Assert.Contains("b", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsLockError);
    }

    [Fact]
    public void Open_DamagedDescriptor_ThrowsAndCanBeTriedAgain()
    {
        Open().Dispose();
        string current = Path.Combine(_folder, "db", "CURRENT");
        byte[] kept = File.ReadAllBytes(current);
        File.WriteAllText(current, "MANIFEST-999999\n");
        Assert.Throws<RocksDbException>(Open);
        File.WriteAllBytes(current, kept);
        Open().Dispose();
    }

    [Fact]
    public void Checkpoint_HoldsTheStateOfItsMoment()
    {
        using RocksDbStore store = Open();
        Put(store, "k"u8, "before"u8);
        string copy = Path.Combine(_folder, "copy");
        store.CreateCheckpoint(copy);
        Put(store, "k"u8, "after"u8);

        using RocksDbStore opened = RocksDbStore.Open(copy, s_families);
        Assert.True(opened.TryGet(A, "k"u8, out byte[] value));
        Assert.Equal("before"u8.ToArray(), value);
        Assert.Throws<RocksDbException>(() => store.CreateCheckpoint(copy));
    }

    [Fact]
    public void Dispose_StoreBeforeChildren_IsSafe()
    {
        RocksDbStore store = Open();
        Put(store, [1], [1]);
        RocksDbIterator iterator = store.CreateIterator(A);
        RocksDbWriteBatch batch = store.CreateBatch();
        store.Dispose();
        Assert.True(iterator.SeekToFirst());
        Assert.Throws<ObjectDisposedException>(() => store.TryGet(A, [1], out _));
        batch.Dispose();
        iterator.Dispose();

        // Only now is the database closed, and its lock free.
        Open().Dispose();
    }

    [Fact]
    public void WrongArguments_Throw()
    {
        using RocksDbStore store = Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => store.TryGet(2, [1], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.TryGet(-1, [1], out _));
        using RocksDbStore other = RocksDbStore.Open(Path.Combine(_folder, "other"), s_families);
        using RocksDbWriteBatch batch = other.CreateBatch();
        Assert.Throws<ArgumentException>(() => store.Write(batch, sync: false));
    }

    private static void Put(RocksDbStore store, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        using RocksDbWriteBatch batch = store.CreateBatch();
        batch.Put(A, key, value);
        store.Write(batch, sync: false);
    }

    private static List<byte> Keys(RocksDbStore store, byte[] lower, byte[] upper)
    {
        List<byte> keys = [];
        using RocksDbIterator iterator = store.CreateIterator(A, lower, upper);
        for (bool more = iterator.SeekToFirst(); more; more = iterator.Next())
            keys.Add(iterator.Key[0]);
        return keys;
    }

    private RocksDbStore Open() => RocksDbStore.Open(Path.Combine(_folder, "db"), s_families);
}
