using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class StoreBatchTests
{
    [Fact]
    public void Operations_KeepTheirOrderAndTheLastWins()
    {
        StoreBatch batch = new();
        batch.Put(ColumnFamily.Meta, [1], [2]);
        batch.Delete(ColumnFamily.Meta, [1]);
        batch.Put(ColumnFamily.Meta, [1], []);
        Assert.Equal(3, batch.Operations.Count);
        Assert.Null(batch.Operations[1].Value);
        MemoryKeyValueStore store = new();
        store.Write(batch, sync: false);
        Assert.True(store.TryGet(ColumnFamily.Meta, [1], out byte[] value));
        Assert.Empty(value);
    }

    [Fact]
    public void PutSealed_GivesTheStoredFormOfSealedValue()
    {
        StoreBatch batch = new();
        byte[] key = [4, 5];
        // Below and above what is hashed in one piece on the stack, and larger than a block of the batch.
        foreach (int length in (int[])[0, 3, 1_021, 1_022, 5_000, (1 << 20) + 1])
        {
            byte[] value = new byte[length];
            Random.Shared.NextBytes(value);
            batch.Clear();
            batch.Put(ColumnFamily.Meta, [1], [2]);
            batch.PutSealed(ColumnFamily.Blocks, key, value);
            batch.Delete(ColumnFamily.State, key);
            Assert.Equal(ColumnFamily.Blocks, batch.Read(1, out var readKey, out bool isRemoved, out var stored));
            Assert.False(isRemoved);
            Assert.Equal(key, readKey.ToArray());
            Assert.Equal(SealedValue.Seal(ColumnFamily.Blocks, key, value), stored.ToArray());
            Assert.Equal(value, SealedValue.Open(ColumnFamily.Blocks, key, stored));
            Assert.Equal([2], batch.Operations[0].Value);
            Assert.Null(batch.Operations[2].Value);
        }
    }

    [Fact]
    public void Clear_KeepsMemoryForTheSameAgain()
    {
        StoreBatch batch = new();
        byte[] key = new byte[32];
        byte[] value = new byte[70];
        Fill();
        batch.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill();
        // A method may be compiled anew meanwhile; an operation that allocated would give a thousand times as much.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_192);
        Assert.Equal(40_000, batch.Count);

        void Fill()
        {
            for (int index = 0; index < 40_000; index++)
            {
                batch.PutSealed(ColumnFamily.State, key, value);
            }
        }
    }
}
