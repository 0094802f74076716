namespace Aether.Native.RocksDb;

/// <summary>What one column family does in its own way.</summary>
public sealed record RocksDbColumnOptions
{
    /// <summary>Bytes of a data block: small for single values at random keys, large for long ones.</summary>
    public int BlockBytes { get; init; } = 4 * 1024;

    /// <summary>Compress tables with LZ4. Hashes and signatures do not get smaller.</summary>
    public bool IsCompressed { get; init; } = true;

    /// <summary>
    /// Most lookups find their key: the largest level then needs no filter, which is nine tenths of the filter memory.
    /// </summary>
    public bool ExpectsHits { get; init; }

    /// <summary>
    /// Merge runs of about one age and size (universal compaction) rather than into ever larger levels: entries at
    /// random keys that never change are rewritten far less often, and a lookup asks a few more filters.
    /// </summary>
    public bool MergesByAge { get; init; }

    /// <summary>
    /// Collect entries in the order they come and sort them when they are written out. Writes cost a fraction; a read
    /// sorts a copy first, so this is for families that are read as a whole, if at all.
    /// </summary>
    public bool SortsLate { get; init; }

    /// <summary>Bytes it collects in memory before they are written out; null for the database's.</summary>
    public long? WriteBufferBytes { get; init; }
}
