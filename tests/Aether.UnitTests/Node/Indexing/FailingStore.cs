using Aether.Execution.Storage;
using Aether.Native.RocksDb;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>An empty store on a full disk.</summary>
internal sealed class FailingStore : IKeyValueStore
{
    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value)
    {
        value = [];
        return false;
    }

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(
        ColumnFamily family, ReadOnlySpan<byte> prefix, int limit) => [];

    public void Write(StoreBatch batch, bool sync) =>
        throw new RocksDbException("IO error: No space left on device");

    public void Dispose()
    {
        // Nothing is held.
    }
}
