using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.RocksDb;

namespace Aether.Native.Interop;

/// <summary>The functions of RocksDB's C interface in use. Names and parameter order are those of
/// <c>rocksdb/c.h</c>.</summary>
/// <remarks>
/// Errors: an <c>error</c> argument points at a null pointer before the call; afterwards it is null or owns a message
/// that
/// <c>rocksdb_free</c> releases. Booleans are one byte.
/// </remarks>
// SAFETY: declarations only; callers pin what they pass and keep handles alive through their SafeHandle.
internal static unsafe partial class RocksDbMethods
{
    private const string Library = NativeLibraries.RocksDbName;

    static RocksDbMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_free(void* memory);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_options_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_options_create_copy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_max_subcompactions(nint options, uint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_bytes_per_sync(nint options, ulong bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_optimize_filters_for_hits(nint options, int value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_ratelimiter_create(long bytesPerSecond, long refillMicros, int fairness);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_ratelimiter_destroy(nint limiter);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_ratelimiter(nint options, nint limiter);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_set_block_size(nint tableOptions, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(
        nint tableOptions, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_create_if_missing(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_create_missing_column_families(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_paranoid_checks(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_write_buffer_size(nint options, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_db_write_buffer_size(nint options, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_max_write_buffer_number(nint options, int count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_max_total_wal_size(nint options, ulong bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_max_open_files(nint options, int count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_max_background_jobs(nint options, int count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_keep_log_file_num(nint options, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_info_log_level(nint options, int level);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_compression(nint options, int kind);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_wal_recovery_mode(nint options, int mode);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_block_based_table_factory(nint options, nint tableOptions);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_get_options_from_string(
        nint baseOptions, byte* text, nint newOptions, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_block_based_options_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_destroy(nint tableOptions);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_set_filter_policy(nint tableOptions, nint policy);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_set_block_cache(nint tableOptions, nint cache);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_block_based_options_set_cache_index_and_filter_blocks(
        nint tableOptions, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_filterpolicy_create_bloom_full(double bitsPerKey);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_cache_create_lru(nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_cache_destroy(nint cache);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_open_column_families(
        nint options, byte* path, int count, byte** names, nint* columnOptions, nint* columns, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_column_family_handle_destroy(nint column);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_close(nint database);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_readoptions_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_readoptions_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_readoptions_set_iterate_lower_bound(nint options, byte* key, nuint keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_readoptions_set_iterate_upper_bound(nint options, byte* key, nuint keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_writeoptions_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writeoptions_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writeoptions_set_sync(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_get_pinned_cf(
        RocksDbStore database, nint options, nint column, byte* key, nuint keyBytes, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* rocksdb_pinnableslice_value(nint slice, nuint* valueBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_pinnableslice_destroy(nint slice);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_writebatch_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writebatch_destroy(nint batch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writebatch_clear(RocksDbWriteBatch batch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int rocksdb_writebatch_count(RocksDbWriteBatch batch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writebatch_put_cf(
        RocksDbWriteBatch batch, nint column, byte* key, nuint keyBytes, byte* value, nuint valueBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writebatch_delete_cf(
        RocksDbWriteBatch batch, nint column, byte* key, nuint keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_writebatch_delete_range_cf(
        RocksDbWriteBatch batch, nint column, byte* start, nuint startBytes, byte* end, nuint endBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_write(
        RocksDbStore database, nint options, RocksDbWriteBatch batch, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_readoptions_set_fill_cache(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_create_iterator_cf(RocksDbStore database, nint options, nint column);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_destroy(nint iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte rocksdb_iter_valid(RocksDbIterator iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_seek_to_first(RocksDbIterator iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_seek_to_last(RocksDbIterator iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_seek(RocksDbIterator iterator, byte* key, nuint keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_seek_for_prev(RocksDbIterator iterator, byte* key, nuint keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_next(RocksDbIterator iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_prev(RocksDbIterator iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* rocksdb_iter_key(RocksDbIterator iterator, nuint* keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* rocksdb_iter_value(RocksDbIterator iterator, nuint* valueBytes);

    // The same of a handle that the caller holds, for loops.
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte rocksdb_iter_valid(nint iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_next(nint iterator);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* rocksdb_iter_key(nint iterator, nuint* keyBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* rocksdb_iter_value(nint iterator, nuint* valueBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_iter_get_error(RocksDbIterator iterator, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_checkpoint_object_create(RocksDbStore database, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_checkpoint_create(
        nint checkpoint, byte* folder, ulong logBytesForFlush, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_checkpoint_object_destroy(nint checkpoint);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_flushoptions_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_flushoptions_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_flush_cf(RocksDbStore database, nint options, nint column, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_envoptions_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_envoptions_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_sstfilewriter_create(nint environment, nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_sstfilewriter_destroy(nint writer);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_sstfilewriter_open(RocksDbTableWriter writer, byte* path, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_sstfilewriter_put(
        RocksDbTableWriter writer, byte* key, nuint keyBytes, byte* value, nuint valueBytes, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_sstfilewriter_finish(RocksDbTableWriter writer, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint rocksdb_ingestexternalfileoptions_create();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_ingestexternalfileoptions_destroy(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_ingestexternalfileoptions_set_move_files(nint options, byte value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_ingest_external_file_cf(
        RocksDbStore database, nint column, byte** files, nuint count, nint options, byte** error);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_compaction_style(nint options, int style);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_level0_file_num_compaction_trigger(nint options, int files);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_memtable_vector_rep(nint options);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void rocksdb_options_set_allow_concurrent_memtable_write(nint options, byte value);
}
