using Aether.Native.RocksDb;

namespace Aether.Execution.Storage;

/// <summary>
/// The store on disk. One write batch is atomic over all column families; a synced one survives power loss.
/// </summary>
public sealed class RocksDbKeyValueStore : IKeyValueStore
{
    private const long MiB = 1024 * 1024;

    // State values and the places of transactions are read one by one at random keys; blocks and receipts are long and
    // read whole. What is mostly hashes is not worth compressing. The same state values change from checkpoint to
    // checkpoint: those of several are collected, and each is written out once for all of them.
    private static RocksDbOptions Defaults => new()
    {
        TotalWriteBufferBytes = 96 * MiB,
        Columns = new Dictionary<string, RocksDbColumnOptions>
        {
            [NameOf(ColumnFamily.State)] = new()
            {
                ExpectsHits = true,
                IsCompressed = false,
                SortsLate = true,
                WriteBufferBytes = 48 * MiB,
            },
            [NameOf(ColumnFamily.Transactions)] = new() { IsCompressed = false, MergesByAge = true },
            [NameOf(ColumnFamily.Blocks)] = new() { BlockBytes = 32 * 1024, IsCompressed = false },
            [NameOf(ColumnFamily.Receipts)] = new() { BlockBytes = 32 * 1024, IsCompressed = false },
            [NameOf(ColumnFamily.History)] = new() { IsCompressed = false, MergesByAge = true },
        },
    };

    private readonly RocksDbStore _store;
    private readonly BulkTables _bulk;

    private RocksDbKeyValueStore(RocksDbStore store)
    {
        _store = store;
        _bulk = new BulkTables(store);
    }

    /// <summary>Opens or creates a store in a folder.</summary>
    /// <exception cref="RocksDbException">The folder is locked, damaged or cannot be written.</exception>
    public static RocksDbKeyValueStore Open(string folder, RocksDbOptions? options = null)
    {
        string[] names = [.. Enum.GetValues<ColumnFamily>().Select(NameOf)];
        return new RocksDbKeyValueStore(RocksDbStore.Open(folder, names, options ?? Defaults));
    }

    /// <inheritdoc/>
    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value) =>
        _store.TryGet((int)family, key, out value);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, ReadOnlySpan<byte> prefix, int limit)
    {
        List<KeyValuePair<byte[], byte[]>> entries = [];
        using RocksDbIterator iterator = _store.CreateIterator((int)family);
        for (bool valid = iterator.Seek(prefix); valid && entries.Count < limit; valid = iterator.Next())
        {
            if (!iterator.Key.StartsWith(prefix))
            {
                break;
            }
            entries.Add(new(iterator.Key.ToArray(), iterator.Value.ToArray()));
        }
        return entries;
    }

    /// <inheritdoc/>
    public void Visit(ColumnFamily family, byte first, EntryVisitor visitor)
    {
        byte[] end = first == byte.MaxValue ? [] : [(byte)(first + 1)];
        using RocksDbIterator iterator = _store.CreateIterator((int)family, [first], end, isBulk: true);
        iterator.VisitAll(visitor);
    }

    /// <inheritdoc/>
    public bool TryFindFirst(
        ColumnFamily family,
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> from,
        out KeyValuePair<byte[], byte[]> entry)
    {
        // The bound keeps the search from walking over what was deleted behind the prefix.
        using RocksDbIterator iterator = _store.CreateIterator((int)family, from, EndOf(prefix));
        bool found = iterator.Seek(from) && iterator.Key.StartsWith(prefix);
        entry = found ? new(iterator.Key.ToArray(), iterator.Value.ToArray()) : default;
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> ScanFrom(
        ColumnFamily family, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, bool descending, int limit)
    {
        List<KeyValuePair<byte[], byte[]>> entries = [];
        // The bounds keep the search from walking over what was deleted beside the prefix.
        ReadOnlySpan<byte> lower = descending ? prefix : from;
        using RocksDbIterator iterator = _store.CreateIterator((int)family, lower, EndOf(prefix));
        bool valid = descending ? iterator.SeekForPrevious(from) : iterator.Seek(from);
        while (valid && entries.Count < limit && iterator.Key.StartsWith(prefix))
        {
            entries.Add(new(iterator.Key.ToArray(), iterator.Value.ToArray()));
            valid = entries.Count < limit && (descending ? iterator.Previous() : iterator.Next());
        }
        return entries;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<byte[], byte[]>> Enumerate(ColumnFamily family)
    {
        using RocksDbIterator iterator = _store.CreateIterator((int)family);
        for (bool valid = iterator.Seek([]); valid; valid = iterator.Next())
        {
            yield return new(iterator.Key.ToArray(), iterator.Value.ToArray());
        }
    }

    /// <inheritdoc/>
    public void Write(StoreBatch batch, bool sync)
    {
        using RocksDbWriteBatch native = _store.CreateBatch();
        for (int index = 0; index < batch.Count; index++)
        {
            ColumnFamily family = batch.Read(index, out ReadOnlySpan<byte> key, out bool isRemoved, out var value);
            if (isRemoved)
            {
                native.Delete((int)family, key);
            }
            else
            {
                native.Put((int)family, key, value);
            }
        }
        _store.Write(native, sync);
    }

    /// <inheritdoc/>
    public void Add(StoreBatch batch) => _bulk.Add(batch);

    /// <inheritdoc/>
    public void WriteOut(ColumnFamily family) => _store.Flush((int)family);

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    // The first key behind all that start with a prefix; empty when there is none.
    private static byte[] EndOf(ReadOnlySpan<byte> prefix)
    {
        byte[] end = prefix.TrimEnd(byte.MaxValue).ToArray();
        if (end.Length > 0)
        {
            end[^1]++;
        }
        return end;
    }

    private static string NameOf(ColumnFamily family) => family switch
    {
        ColumnFamily.Meta => "meta",
        ColumnFamily.Blocks => "blocks",
        ColumnFamily.Heights => "heights",
        ColumnFamily.State => "state",
        ColumnFamily.Receipts => "receipts",
        ColumnFamily.Transactions => "txindex",
        ColumnFamily.Finality => "finality",
        ColumnFamily.Pending => "pending",
        ColumnFamily.Epochs => "epochs",
        ColumnFamily.Headers => "headers",
        ColumnFamily.History => "history",
        ColumnFamily.Changes => "changes",
        _ => throw new ArgumentOutOfRangeException(nameof(family)),
    };
}
