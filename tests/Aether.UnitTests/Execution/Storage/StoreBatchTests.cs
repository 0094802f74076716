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
}
