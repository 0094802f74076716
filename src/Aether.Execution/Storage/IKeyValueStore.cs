using Aether.Native.RocksDb;

namespace Aether.Execution.Storage;

/// <summary>An ordered key-value store with atomic batches over all column families.</summary>
/// <remarks><b>Threads</b>: reads from any; writes from any, one at a time by the caller.</remarks>
public interface IKeyValueStore : IDisposable
{
    /// <summary>Reads a value; false when absent.</summary>
    bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value);

    /// <summary>The entries whose key starts with a prefix, ascending, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, ReadOnlySpan<byte> prefix, int limit);

    /// <summary>The first entry not below a key whose key starts with a prefix; false when there is none.</summary>
    bool TryFindFirst(
        ColumnFamily family,
        ReadOnlySpan<byte> prefix,
        ReadOnlySpan<byte> from,
        out KeyValuePair<byte[], byte[]> entry)
    {
        foreach (KeyValuePair<byte[], byte[]> found in Scan(family, prefix, int.MaxValue))
        {
            if (found.Key.AsSpan().SequenceCompareTo(from) >= 0)
            {
                entry = found;
                return true;
            }
        }
        entry = default;
        return false;
    }

    /// <summary>
    /// The entries whose key starts with a prefix, from a key on, which is included, at most <paramref name="limit"/>:
    /// upwards, or downwards from it.
    /// </summary>
    IReadOnlyList<KeyValuePair<byte[], byte[]>> ScanFrom(
        ColumnFamily family, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> from, bool descending, int limit)
    {
        List<KeyValuePair<byte[], byte[]>> found = [];
        foreach (KeyValuePair<byte[], byte[]> entry in Scan(family, prefix, int.MaxValue))
        {
            int order = entry.Key.AsSpan().SequenceCompareTo(from);
            if ((descending ? order <= 0 : order >= 0) && (descending || found.Count < limit))
            {
                found.Add(entry);
            }
        }
        if (descending)
        {
            found.Reverse();
        }
        return found.Count > limit ? found.GetRange(0, limit) : found;
    }

    /// <summary>
    /// Visits the entries whose key starts with a byte, ascending. The store alone decides how many it reads ahead.
    /// </summary>
    void Visit(ColumnFamily family, byte first, EntryVisitor visitor)
    {
        foreach (KeyValuePair<byte[], byte[]> entry in Scan(family, [first], int.MaxValue))
        {
            visitor(entry.Key, entry.Value);
        }
    }

    /// <summary>
    /// Every entry of a family, ascending by key, as of the first step; other writes may go on meanwhile.
    /// </summary>
    IEnumerable<KeyValuePair<byte[], byte[]>> Enumerate(ColumnFamily family) => Scan(family, [], int.MaxValue);

    /// <summary>
    /// Applies a batch whole or not at all; with <paramref name="sync"/> it is on disk when this returns.
    /// </summary>
    void Write(StoreBatch batch, bool sync);

    /// <summary>
    /// Adds entries that replace none but equal ones, in bulk: on disk when this returns, and until then any of them
    /// may be there or not. The batch has no deletions.
    /// </summary>
    void Add(StoreBatch batch) => Write(batch, sync: true);

    /// <summary>
    /// Moves what a family collects in memory to where it is read from: worth it before the whole family is visited.
    /// </summary>
    void WriteOut(ColumnFamily family)
    {
        // Most stores keep nothing aside.
    }
}
