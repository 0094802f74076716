using System.Buffers.Binary;
using Aether.Core.Diagnostics;
using Aether.Native.RocksDb;

namespace Aether.Execution.Storage;

/// <summary>Brings a batch to RocksDB as one sorted table for each family.</summary>
/// <remarks>
/// No entry passes the write-ahead log, a write buffer and a flush: its bytes are written once, and again only when
/// tables of overlapping keys are merged. <b>Threads</b>: one at a time by the caller.
/// </remarks>
internal sealed class BulkTables(RocksDbStore store)
{
    // In key order the entries lie anywhere in the batch: so many before its turn, one is called into the cache.
    private const int Ahead = 16;

    private (ulong Prefix, int Index)[] _order = [];

    /// <summary>Adds all entries; on disk when this returns.</summary>
    public void Add(StoreBatch batch)
    {
        if (_order.Length < batch.Count)
        {
            _order = new (ulong, int)[Math.Max(batch.Count, 2 * _order.Length)];
        }
        foreach (ColumnFamily family in Enum.GetValues<ColumnFamily>())
        {
            int count = batch.Has(family) ? Collect(batch, family) : 0;
            if (count > 0)
            {
                Sort(batch, _order.AsSpan(0, count));
                WriteTable(batch, family, _order.AsSpan(0, count));
            }
        }
    }

    private int Collect(StoreBatch batch, ColumnFamily family)
    {
        int count = 0;
        for (int index = 0; index < batch.Count; index++)
        {
            if (batch.FamilyAt(index) == family)
            {
                batch.Read(index, out ReadOnlySpan<byte> key, out bool isRemoved, out _);
                Check.That(!isRemoved && key.Length >= sizeof(ulong));
                _order[count++] = (BinaryPrimitives.ReadUInt64BigEndian(key), index);
            }
        }
        return count;
    }

    // Nearly every pair is told apart by its first eight bytes, which lie beside one another.
    private static void Sort(StoreBatch batch, Span<(ulong Prefix, int Index)> order) =>
        order.Sort((left, right) =>
        {
            int byPrefix = left.Prefix.CompareTo(right.Prefix);
            return byPrefix != 0 || left.Index == right.Index ? byPrefix : Compare(batch, left.Index, right.Index);
        });

    private static int Compare(StoreBatch batch, int left, int right)
    {
        batch.Read(left, out ReadOnlySpan<byte> leftKey, out _, out _);
        batch.Read(right, out ReadOnlySpan<byte> rightKey, out _, out _);
        int byKey = leftKey.SequenceCompareTo(rightKey);
        return byKey != 0 ? byKey : left.CompareTo(right);
    }

    private void WriteTable(StoreBatch batch, ColumnFamily family, ReadOnlySpan<(ulong Prefix, int Index)> order)
    {
        using RocksDbTableWriter writer = store.CreateTableWriter((int)family);
        for (int at = 0; at < order.Length; at++)
        {
            if (at + (2 * Ahead) < order.Length)
            {
                batch.PrefetchPlace(order[at + (2 * Ahead)].Index);
                batch.PrefetchContent(order[at + Ahead].Index);
            }
            batch.Read(order[at].Index, out ReadOnlySpan<byte> key, out _, out ReadOnlySpan<byte> value);
            if (at + 1 < order.Length && order[at + 1].Prefix == order[at].Prefix
                && IsSameKey(batch, key, order[at + 1].Index))
            {
                // The later operation on the key wins.
                continue;
            }
            writer.Put(key, value);
        }
        store.Ingest(writer);
    }

    private static bool IsSameKey(StoreBatch batch, ReadOnlySpan<byte> key, int other)
    {
        batch.Read(other, out ReadOnlySpan<byte> next, out _, out _);
        return next.SequenceEqual(key);
    }
}
