using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class StoredStateTests
{
    private static readonly byte[] s_key = TestLedger.Hash(1).ToArray();

    [Fact]
    public void Read_SealedValues_AreGivenByTheirFirstByte()
    {
        using MemoryKeyValueStore store = new();
        Put(store, s_key, SealedValue.Seal(ColumnFamily.State, s_key, [1, 2, 3]));
        StoredState state = new(store);
        ChangeSetBuilder values = new();
        state.Read(s_key[0] ^ 1, values);
        Assert.Equal(0, values.Count);
        state.Read(s_key[0], values);
        ChangeSet set = values.Build();
        Assert.Equal(new Hash256(s_key), Assert.Single(set.Keys.ToArray()));
        Assert.True(set.TryValueAt(0, out ReadOnlySpan<byte> value));
        Assert.Equal([1, 2, 3], value.ToArray());
        state.CheckSeals();
    }

    [Fact]
    public void CheckSeals_DamagedValue_Throws()
    {
        using MemoryKeyValueStore store = new();
        byte[] stored = SealedValue.Seal(ColumnFamily.State, s_key, [1, 2, 3]);
        stored[0] ^= 1;
        Put(store, s_key, stored);
        Assert.Throws<StateCorruptException>(new StoredState(store).CheckSeals);
    }

    [Theory]
    [InlineData(31, 20)]
    [InlineData(33, 20)]
    [InlineData(32, 7)]
    public void Read_EntryOfAWrongLength_Throws(int keyBytes, int valueBytes)
    {
        using MemoryKeyValueStore store = new();
        Put(store, new byte[keyBytes], new byte[valueBytes]);
        Assert.Throws<StateCorruptException>(() => new StoredState(store).Read(0, new ChangeSetBuilder()));
    }

    private static void Put(MemoryKeyValueStore store, byte[] key, byte[] value)
    {
        StoreBatch batch = new();
        batch.Put(ColumnFamily.State, key, value);
        store.Write(batch, sync: true);
    }
}
