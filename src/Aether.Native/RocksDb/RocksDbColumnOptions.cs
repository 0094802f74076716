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
}
