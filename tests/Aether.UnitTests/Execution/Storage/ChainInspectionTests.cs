using Aether.Core.Types;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class ChainInspectionTests
{
    [Fact]
    public void Verify_AWholeStore_FindsNothing()
    {
        MemoryKeyValueStore store = Make();
        ChainInspection inspection = ChainInspection.Verify(store);
        Assert.Empty(inspection.Findings);
        Assert.Equal((6UL, 7L), (inspection.Height, inspection.Blocks));
        Assert.Equal(
            ChainInspection.Measure(store).Statistics.Select(family => family.Entries),
            inspection.Statistics.Select(family => family.Entries));
        Assert.Contains(inspection.Statistics, item => item is { Family: ColumnFamily.Receipts, Entries: 6 });
    }

    [Theory]
    [InlineData(ColumnFamily.Meta)]
    [InlineData(ColumnFamily.Blocks)]
    [InlineData(ColumnFamily.Heights)]
    [InlineData(ColumnFamily.State)]
    [InlineData(ColumnFamily.Receipts)]
    [InlineData(ColumnFamily.Transactions)]
    public void Verify_AFlippedBitOrAMissingEntry_IsFound(ColumnFamily family)
    {
        MemoryKeyValueStore whole = Make();
        Random random = new(1);
        foreach (KeyValuePair<byte[], byte[]> entry in whole.Scan(family, [], int.MaxValue))
        {
            if (entry.Value.Length < 8)
            {
                continue;
            }
            MemoryKeyValueStore damaged = whole.Copy();
            StoreBatch batch = new();
            byte[] value = [.. entry.Value];
            value[random.Next(value.Length)] ^= (byte)(1 << random.Next(8));
            batch.Put(family, entry.Key, value);
            damaged.Write(batch, sync: true);
            Assert.NotEmpty(ChainInspection.Verify(damaged).Findings);
            batch.Delete(family, entry.Key);
            damaged.Write(batch, sync: true);
            bool named = !entry.Key.AsSpan().SequenceEqual(StoreKeys.Genesis);
            Assert.Equal(named, ChainInspection.Verify(damaged).Findings.Count > 0);
        }
    }

    private static MemoryKeyValueStore Make()
    {
        MemoryKeyValueStore store = new();
        ChainStore chain = TestLedger.Open(store);
        for (ulong nonce = 0; nonce < 6; nonce++)
        {
            TestLedger.Commit(chain, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
        }
        return store;
    }
}
