using Aether.Execution.Storage;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>A store that keeps a copy of itself as it was after each write: where a process may have been killed.
/// </summary>
internal sealed class CopyingStore : IKeyValueStore
{
    private readonly MemoryKeyValueStore _inner = new();

    public List<MemoryKeyValueStore> Copies { get; } = [];

    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value) =>
        _inner.TryGet(family, key, out value);

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(
        ColumnFamily family, ReadOnlySpan<byte> prefix, int limit) => _inner.Scan(family, prefix, limit);

    public void Write(StoreBatch batch, bool sync)
    {
        _inner.Write(batch, sync);
        Copies.Add(_inner.Copy());
    }

    public void Dispose() => _inner.Dispose();
}
