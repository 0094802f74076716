using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class RocksDbKeyValueStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-store-").FullName;

    public RocksDbKeyValueStoreTests() =>
        Assert.SkipUnless(RocksDbNative.IsSupported, RocksDbNative.NotSupportedReason ?? "no RocksDB");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RandomOperations_EqualTheModel_AlsoAfterReopening()
    {
        SortedDictionary<string, byte[]> model = new(StringComparer.Ordinal);
        for (int seed = 0; seed < 3; seed++)
        {
            using RocksDbKeyValueStore store = RocksDbKeyValueStore.Open(_folder);
            StoreComparison.Run(store, model, seed, 150);
        }
    }

    [Fact]
    public void Chain_OnDisk_ReopensAtEveryHeight()
    {
        MemoryKeyValueStore memory = new();
        ChainStore expected = TestLedger.Open(memory);
        for (ulong nonce = 0; nonce < 6; nonce++)
        {
            Transaction transaction = TestLedger.Transfer(0, 1, nonce, AssetId.Aic, 1);
            TestLedger.Commit(expected, transaction);
            using (ChainStore chain = TestLedger.Open(RocksDbKeyValueStore.Open(_folder)))
            {
                TestLedger.Commit(chain, transaction);
            }
            using ChainStore reopened = TestLedger.Open(RocksDbKeyValueStore.Open(_folder));
            Assert.Equal(expected.FinalizedHeader.Hash, reopened.FinalizedHeader.Hash);
            Hash256 key = StateKey.ForAccount(TestLedger.Owners[0]);
            Assert.True(reopened.FinalizedState.TryGet(key, out byte[] value));
            Assert.True(SparseMerkle.VerifyInclusion(
                expected.FinalizedState.Root, key, value, reopened.FinalizedState.Prove(key)));
        }
    }

    [Fact]
    public void WriteOut_MovesEntriesToATable_AndTheyAreReadAsBefore()
    {
        using RocksDbKeyValueStore store = RocksDbKeyValueStore.Open(_folder);
        StoreBatch batch = new();
        for (byte key = 0; key < 100; key++)
        {
            batch.Put(ColumnFamily.State, [7, key], [key]);
        }
        store.Write(batch, sync: true);
        Assert.Empty(Directory.GetFiles(_folder, "*.sst"));
        store.WriteOut(ColumnFamily.State);
        Assert.Single(Directory.GetFiles(_folder, "*.sst"));
        List<byte> read = [];
        store.Visit(ColumnFamily.State, 7, (key, value) => read.AddRange(value));
        Assert.Equal(Enumerable.Range(0, 100).Select(value => (byte)value), read);
    }
}
