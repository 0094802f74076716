using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>What is added in bulk is read like what a batch wrote.</summary>
public sealed class BulkTablesTests : IDisposable
{
    private static readonly ColumnFamily[] s_families =
        [ColumnFamily.Blocks, ColumnFamily.Transactions, ColumnFamily.History, ColumnFamily.State];

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-bulk-").FullName;

    public BulkTablesTests() =>
        Assert.SkipUnless(RocksDbNative.IsSupported, RocksDbNative.NotSupportedReason ?? "no RocksDB");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Add_AmongBatches_EqualsTheMemoryStore_AlsoAfterReopening()
    {
        Random random = new(7);
        using MemoryKeyValueStore model = new();
        for (int run = 0; run < 3; run++)
        {
            using RocksDbKeyValueStore store = RocksDbKeyValueStore.Open(_folder);
            for (int step = 0; step < 12; step++)
            {
                StoreBatch batch = Draw(random);
                if (step % 3 == 2)
                {
                    store.Write(batch, sync: true);
                }
                else
                {
                    store.Add(batch);
                }
                model.Write(batch, sync: true);
                Compare(model, store);
            }
        }
        using RocksDbKeyValueStore last = RocksDbKeyValueStore.Open(_folder);
        Compare(model, last);
    }

    [Fact]
    public void LeftoversOfAnInterruptedRun_AreRemoved()
    {
        string left = Path.Combine(_folder, "bulk", "1.sst");
        RocksDbKeyValueStore.Open(_folder).Dispose();
        File.WriteAllText(left, "half a table");
        using RocksDbKeyValueStore store = RocksDbKeyValueStore.Open(_folder);
        Assert.False(File.Exists(left));
        StoreBatch batch = new();
        batch.Put(ColumnFamily.Blocks, StoreKeys.Number(1), [1]);
        store.Add(batch);
        Assert.True(store.TryGet(ColumnFamily.Blocks, StoreKeys.Number(1), out byte[] value));
        Assert.Equal([1], value);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "bulk")));
    }

    // Few keys, some with the same first eight bytes, and some twice: the last one counts.
    private static StoreBatch Draw(Random random)
    {
        StoreBatch batch = new();
        for (int entry = 0; entry < 60; entry++)
        {
            byte[] key = new byte[Hash256.Bytes];
            key[0] = (byte)random.Next(6);
            key[8] = (byte)random.Next(5);
            byte[] value = new byte[random.Next(300)];
            random.NextBytes(value);
            batch.Put(s_families[random.Next(s_families.Length)], key, value);
        }
        return batch;
    }

    private static void Compare(MemoryKeyValueStore model, RocksDbKeyValueStore store)
    {
        foreach (ColumnFamily family in s_families)
        {
            Assert.Equal(model.Scan(family, [], int.MaxValue), store.Scan(family, [], int.MaxValue));
            foreach (KeyValuePair<byte[], byte[]> entry in model.Scan(family, [], int.MaxValue))
            {
                Assert.True(store.TryGet(family, entry.Key, out byte[] value));
                Assert.Equal(entry.Value, value);
            }
        }
    }
}
