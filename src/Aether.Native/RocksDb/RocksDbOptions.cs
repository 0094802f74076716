namespace Aether.Native.RocksDb;

/// <summary>Memory and file bounds of one database. The defaults let four nodes share one small machine.</summary>
public sealed record RocksDbOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>Bytes one column family collects in memory before it is written out.</summary>
    public long WriteBufferBytes { get; init; } = 8 * MiB;

    /// <summary>Bytes all column families together may hold in write buffers.</summary>
    public long TotalWriteBufferBytes { get; init; } = 32 * MiB;

    /// <summary>Bytes of the block cache shared by all column families, index and filter blocks included.</summary>
    public long BlockCacheBytes { get; init; } = 32 * MiB;

    /// <summary>Bytes of write-ahead log after which the oldest column family is written out.</summary>
    public long MaxLogBytes { get; init; } = 64 * MiB;

    /// <summary>Table files kept open.</summary>
    public int MaxOpenFiles { get; init; } = 256;

    /// <summary>Bloom filter bits per key: 10 give about 1 % false positives.</summary>
    public int BloomBitsPerKey { get; init; } = 10;

    /// <summary>Threads for flushes and compactions.</summary>
    public int MaxBackgroundJobs { get; init; } = 2;

    /// <summary>Parts a large compaction is split into.</summary>
    public int MaxSubcompactions { get; init; } = 2;

    /// <summary>Bytes a second that flushes and compactions may write together; 0 for no limit.</summary>
    public long BackgroundBytesPerSecond { get; init; } = 128 * MiB;

    /// <summary>Bytes after which a table file that is being written is handed to the disk.</summary>
    public long BytesPerSync { get; init; } = MiB;

    /// <summary>Options of single column families by name; others have <see cref="RocksDbColumnOptions"/>'s
    /// defaults.</summary>
    public IReadOnlyDictionary<string, RocksDbColumnOptions> Columns { get; init; } =
        new Dictionary<string, RocksDbColumnOptions>();
}
