using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>The native option objects of one open database; they outlive it and are released after it is
/// closed.</summary>
// SAFETY: every handle is created here, owned by this object and destroyed once in Dispose.
internal sealed unsafe class RocksDbOpenOptions : IDisposable
{
    private const int PointInTimeRecovery = 2;
    private const int Lz4 = 4;
    private const int WarnLevel = 2;
    private const int KeptLogFiles = 4;
    private const int WriteBuffersPerColumn = 2;
    private const int NoCompression = 0;
    private const long RefillMicros = 100_000;
    private const int Fairness = 10;
    private const int UniversalStyle = 1;

    // Runs of about one size that are merged together: each entry is rewritten once for a factor of sixteen.
    private const int MergedRuns = 16;

    private readonly nint _cache;
    private readonly nint _limiter;
    private readonly RocksDbOptions _options;
    private readonly List<nint> _tables = [];
    private readonly List<nint> _columns = [];
    private bool _isDisposed;

    internal RocksDbOpenOptions(RocksDbOptions options)
    {
        Database = CreateBase();
        Read = RocksDbMethods.rocksdb_readoptions_create();
        WriteSync = RocksDbMethods.rocksdb_writeoptions_create();
        RocksDbMethods.rocksdb_writeoptions_set_sync(WriteSync, 1);
        WriteNoSync = RocksDbMethods.rocksdb_writeoptions_create();
        Environment = RocksDbMethods.rocksdb_envoptions_create();
        Ingestion = RocksDbMethods.rocksdb_ingestexternalfileoptions_create();
        RocksDbMethods.rocksdb_ingestexternalfileoptions_set_move_files(Ingestion, 1);

        _cache = RocksDbMethods.rocksdb_cache_create_lru((nuint)options.BlockCacheBytes);
        _limiter = options.BackgroundBytesPerSecond == 0 ? 0 : RocksDbMethods.rocksdb_ratelimiter_create(
            options.BackgroundBytesPerSecond, RefillMicros, Fairness);
        _options = options;
        Configure(options);
    }

    /// <summary>The options of one column family, owned by this object.</summary>
    internal nint Column(string name)
    {
        RocksDbColumnOptions choice = _options.Columns.GetValueOrDefault(name) ?? new RocksDbColumnOptions();
        nint table = RocksDbMethods.rocksdb_block_based_options_create();
        _tables.Add(table);
        RocksDbMethods.rocksdb_block_based_options_set_block_cache(table, _cache);
        RocksDbMethods.rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1);
        RocksDbMethods.rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(table, 1);
        RocksDbMethods.rocksdb_block_based_options_set_block_size(table, (nuint)choice.BlockBytes);
        // The table options take over the filter policy.
        RocksDbMethods.rocksdb_block_based_options_set_filter_policy(
            table, RocksDbMethods.rocksdb_filterpolicy_create_bloom_full(_options.BloomBitsPerKey));
        nint column = RocksDbMethods.rocksdb_options_create_copy(Database);
        _columns.Add(column);
        RocksDbMethods.rocksdb_options_set_block_based_table_factory(column, table);
        RocksDbMethods.rocksdb_options_set_compression(column, choice.IsCompressed ? Lz4 : NoCompression);
        RocksDbMethods.rocksdb_options_set_optimize_filters_for_hits(column, choice.ExpectsHits ? 1 : 0);
        if (choice.WriteBufferBytes is { } buffer)
            RocksDbMethods.rocksdb_options_set_write_buffer_size(column, (nuint)buffer);
        if (choice.SortsLate)
            RocksDbMethods.rocksdb_options_set_memtable_vector_rep(column);
        if (choice.MergesByAge)
        {
            RocksDbMethods.rocksdb_options_set_compaction_style(column, UniversalStyle);
            RocksDbMethods.rocksdb_options_set_level0_file_num_compaction_trigger(column, MergedRuns);
        }
        return column;
    }

    /// <summary>The options of the column family that was asked for as the n-th.</summary>
    internal nint ColumnAt(int index) => _columns[index];

    internal nint Database { get; }

    internal nint Environment { get; }

    internal nint Ingestion { get; }

    internal nint Read { get; }

    internal nint WriteSync { get; }

    internal nint WriteNoSync { get; }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        RocksDbMethods.rocksdb_readoptions_destroy(Read);
        RocksDbMethods.rocksdb_writeoptions_destroy(WriteSync);
        RocksDbMethods.rocksdb_writeoptions_destroy(WriteNoSync);
        RocksDbMethods.rocksdb_envoptions_destroy(Environment);
        RocksDbMethods.rocksdb_ingestexternalfileoptions_destroy(Ingestion);
        foreach (nint column in _columns)
            RocksDbMethods.rocksdb_options_destroy(column);
        RocksDbMethods.rocksdb_options_destroy(Database);
        foreach (nint table in _tables)
            RocksDbMethods.rocksdb_block_based_options_destroy(table);
        RocksDbMethods.rocksdb_cache_destroy(_cache);
        if (_limiter != 0)
            RocksDbMethods.rocksdb_ratelimiter_destroy(_limiter);
    }

    // The C interface of 7.8 has no setter for this check; the option string has. It lets an open notice a log that is
    // missing or shorter than what was synced.
    private static nint CreateBase()
    {
        nint defaults = RocksDbMethods.rocksdb_options_create();
        nint result = RocksDbMethods.rocksdb_options_create();
        byte* error = null;
        fixed (byte* text = "track_and_verify_wals_in_manifest=true\0"u8)
            RocksDbMethods.rocksdb_get_options_from_string(defaults, text, result, &error);
        RocksDbMethods.rocksdb_options_destroy(defaults);
        RocksDbError.ThrowIfSet(error);
        return result;
    }

    private void Configure(RocksDbOptions options)
    {
        RocksDbMethods.rocksdb_options_set_create_if_missing(Database, 1);
        RocksDbMethods.rocksdb_options_set_create_missing_column_families(Database, 1);
        RocksDbMethods.rocksdb_options_set_paranoid_checks(Database, 1);
        RocksDbMethods.rocksdb_options_set_wal_recovery_mode(Database, PointInTimeRecovery);
        RocksDbMethods.rocksdb_options_set_write_buffer_size(Database, (nuint)options.WriteBufferBytes);
        RocksDbMethods.rocksdb_options_set_db_write_buffer_size(Database, (nuint)options.TotalWriteBufferBytes);
        RocksDbMethods.rocksdb_options_set_max_write_buffer_number(Database, WriteBuffersPerColumn);
        RocksDbMethods.rocksdb_options_set_max_total_wal_size(Database, (ulong)options.MaxLogBytes);
        RocksDbMethods.rocksdb_options_set_max_open_files(Database, options.MaxOpenFiles);
        RocksDbMethods.rocksdb_options_set_max_background_jobs(Database, options.MaxBackgroundJobs);
        RocksDbMethods.rocksdb_options_set_keep_log_file_num(Database, KeptLogFiles);
        RocksDbMethods.rocksdb_options_set_info_log_level(Database, WarnLevel);
        RocksDbMethods.rocksdb_options_set_compression(Database, Lz4);
        RocksDbMethods.rocksdb_options_set_max_subcompactions(Database, (uint)options.MaxSubcompactions);
        // Batches are written by one thread at a time, and not every kind of write buffer takes several.
        RocksDbMethods.rocksdb_options_set_allow_concurrent_memtable_write(Database, 0);
        RocksDbMethods.rocksdb_options_set_bytes_per_sync(Database, (ulong)options.BytesPerSync);
        if (_limiter != 0)
            RocksDbMethods.rocksdb_options_set_ratelimiter(Database, _limiter);
    }
}
