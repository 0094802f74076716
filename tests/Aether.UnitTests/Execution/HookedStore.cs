using Aether.Execution.Storage;

namespace Aether.UnitTests.Execution;

/// <summary>A store in memory that can be stopped at its writes and damaged.</summary>
internal sealed class HookedStore : IKeyValueStore
{
    private readonly MemoryKeyValueStore _inner;

    public HookedStore(MemoryKeyValueStore? inner = null) => _inner = inner ?? new MemoryKeyValueStore();

    /// <summary>Writes that still reach the store; then every write fails.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    /// <summary>Writes that reached the store.</summary>
    public int Writes { get; private set; }

    /// <summary>Runs when a batch lies in the store but the writer does not know it yet.</summary>
    public Action? AfterWrite { get; set; }

    /// <summary>Sees what is read and may change it.</summary>
    public Func<ColumnFamily, byte[], byte[]>? Damage { get; set; }

    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value)
    {
        bool found = _inner.TryGet(family, key, out value);
        value = found && Damage is not null ? Damage(family, value) : value;
        return found;
    }

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(
        ColumnFamily family, ReadOnlySpan<byte> prefix, int limit)
    {
        IReadOnlyList<KeyValuePair<byte[], byte[]>> entries = _inner.Scan(family, prefix, limit);
        return Damage is null
            ? entries
            : [.. entries.Select(entry => KeyValuePair.Create(entry.Key, Damage(family, entry.Value)))];
    }

    public void Write(StoreBatch batch, bool sync)
    {
        if (WritesLeft-- <= 0)
        {
            throw new IOException("the disk is gone");
        }
        _inner.Write(batch, sync);
        Writes++;
        AfterWrite?.Invoke();
    }

    // Not atomic: half of the operations after the other.
    public void Add(StoreBatch batch)
    {
        IReadOnlyList<StoreOperation> operations = batch.Operations;
        int half = operations.Count / 2;
        foreach (IEnumerable<StoreOperation> part in (IEnumerable<StoreOperation>[])
            [operations.Skip(half), operations.Take(half)])
        {
            StoreBatch some = new();
            foreach (StoreOperation operation in part)
            {
                some.Put(operation.Family, operation.Key, operation.Value!);
            }
            Write(some, sync: true);
        }
    }

    public void Dispose() => _inner.Dispose();
}
