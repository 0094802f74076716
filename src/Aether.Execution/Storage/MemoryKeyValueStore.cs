namespace Aether.Execution.Storage;

/// <summary>The store in memory, for tests and simulation. Keeps everything until it is dropped.</summary>
public sealed class MemoryKeyValueStore : IKeyValueStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<byte[], byte[]>[] _families =
        [.. Enum.GetValues<ColumnFamily>().Select(_ => new SortedDictionary<byte[], byte[]>(ByteOrder.Instance))];

    /// <inheritdoc/>
    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value)
    {
        lock (_gate)
        {
            bool found = _families[(int)family].TryGetValue(key.ToArray(), out byte[]? stored);
            value = stored ?? [];
            return found;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, ReadOnlySpan<byte> prefix, int limit)
    {
        List<KeyValuePair<byte[], byte[]>> entries = [];
        lock (_gate)
        {
            foreach (KeyValuePair<byte[], byte[]> entry in _families[(int)family])
            {
                bool matches = entry.Key.AsSpan().StartsWith(prefix);
                if (entries.Count == limit || (!matches && entry.Key.AsSpan().SequenceCompareTo(prefix) > 0))
                {
                    break;
                }
                if (matches)
                {
                    entries.Add(entry);
                }
            }
        }
        return entries;
    }

    /// <inheritdoc/>
    public void Write(StoreBatch batch, bool sync)
    {
        lock (_gate)
        {
            foreach (StoreOperation operation in batch.Operations)
            {
                if (operation.Value is { } value)
                {
                    _families[(int)operation.Family][operation.Key] = value;
                }
                else
                {
                    _families[(int)operation.Family].Remove(operation.Key);
                }
            }
        }
    }

    /// <summary>Another store with the same content.</summary>
    public MemoryKeyValueStore Copy()
    {
        MemoryKeyValueStore copy = new();
        lock (_gate)
        {
            for (int family = 0; family < _families.Length; family++)
            {
                foreach (KeyValuePair<byte[], byte[]> entry in _families[family])
                {
                    copy._families[family].Add(entry.Key, entry.Value);
                }
            }
        }
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing outside memory is held; a test may reopen the same store.
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
