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
    public void Seals_MadeTogetherAreThoseMadeOneByOne()
    {
        StoreBatch batch = new();
        Random random = new(5);
        for (int round = 0; round < 3; round++)
        {
            batch.Clear();
            // Nothing asked for yet: what a cleared batch still had to seal must not reach the next one.
            batch.PutSealed(ColumnFamily.Meta, [9], new byte[round]);
            batch.Clear();
            List<(ColumnFamily Family, byte[] Key, byte[] Value)> entries = [];
            for (int index = 0; index < 1_500; index++)
            {
                // Few lengths, so that some share their lanes, and some above what lanes take.
                byte[] key = new byte[random.Next(2) == 0 ? 8 : 32];
                byte[] value = new byte[random.Next(10) == 0 ? random.Next(3_000) : 60 + random.Next(4)];
                random.NextBytes(key);
                random.NextBytes(value);
                ColumnFamily family = random.Next(2) == 0 ? ColumnFamily.State : ColumnFamily.Blocks;
                batch.PutSealed(family, key, value);
                entries.Add((family, key, value));
                if (index is 0 or 17 or 700)
                {
                    Expect(batch, index, entries[index]);
                }
            }
            for (int index = 0; index < entries.Count; index++)
            {
                Expect(batch, index, entries[index]);
            }
        }

        static void Expect(StoreBatch batch, int index, (ColumnFamily Family, byte[] Key, byte[] Value) entry)
        {
            Assert.Equal(entry.Family, batch.Read(index, out ReadOnlySpan<byte> key, out _, out var stored));
            Assert.Equal(entry.Key, key.ToArray());
            Assert.Equal(SealedValue.Seal(entry.Family, entry.Key, entry.Value), stored.ToArray());
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
