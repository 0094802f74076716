using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>One open RocksDB database with a fixed list of column families, addressed by their index in that
/// list.</summary>
/// <remarks>
/// <para>Threads: all members may be called from any thread; batches and iterators belong to one caller at a
/// time.</para>
/// <para>Ownership: iterators, batches and pinned values keep the database open until they are disposed as well.</para>
/// <para>Errors: <see cref="RocksDbException"/> with the native message. Reads, writes, checkpoints and disposal
/// block on disk.</para>
/// </remarks>
// SAFETY: the handle is a rocksdb_t closed once in ReleaseHandle; SafeHandle arguments keep it open during every call.
public sealed unsafe class RocksDbStore : SafeHandle
{
    // RocksDB insists on this family; it stays empty.
    private const string DefaultFamily = "default";

    // Column handles of the caller's families, then that of the default family.
    private readonly nint[] _columns;
    private readonly RocksDbOpenOptions _options;

    // Set by Dispose, while the handle itself stays open until its last child is gone.
    private volatile bool _isDisposed;

    // Where table files are written: the same file system, so that taking one over is a rename.
    private readonly string _tables;

    private RocksDbStore(nint database, nint[] columns, RocksDbOpenOptions options, string tables)
        : base(0, ownsHandle: true)
    {
        _tables = tables;
        SetHandle(database);
        _columns = columns;
        _options = options;
    }

    /// <summary>Number of column families the store was opened with.</summary>
    public int ColumnFamilyCount => _columns.Length - 1;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Opens the database in <paramref name="path"/>, creating the folder and missing column
    /// families.</summary>
    /// <param name="path">Folder of the database; its parent must exist.</param>
    /// <param name="columnFamilies">Every family the database has; the order gives the indices used everywhere
    /// else.</param>
    /// <param name="options">Bounds; defaults when null.</param>
    /// <exception cref="PlatformNotSupportedException">RocksDB is not installed.</exception>
    /// <exception cref="RocksDbException">Held by another process, damaged, or has families not named here.</exception>
    /// <exception cref="IOException">The folder for table files cannot be made.</exception>
    public static RocksDbStore Open(string path, IReadOnlyList<string> columnFamilies, RocksDbOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(columnFamilies);
        NativeLibraries.RocksDb.ThrowIfNotSupported();

        RocksDbOpenOptions native = new(options ?? new RocksDbOptions());
        try
        {
            nint[] columns = new nint[columnFamilies.Count + 1];
            nint database = OpenCore(path, [.. columnFamilies, DefaultFamily], native, columns);
            RocksDbStore store = new(database, columns, native, Path.Combine(path, "bulk"));
            store.ClearTables();
            return store;
        }
        catch
        {
            native.Dispose();
            throw;
        }
    }

    /// <summary>Reads a value in place; check <see cref="RocksDbPinnedValue.IsFound"/> and dispose it.</summary>
    public RocksDbPinnedValue Get(int columnFamily, ReadOnlySpan<byte> key)
    {
        byte* error = null;
        nint slice;
        fixed (byte* k = key)
        {
            slice = RocksDbMethods.rocksdb_get_pinned_cf(
                this, _options.Read, Column(columnFamily), k, (nuint)key.Length, &error);
        }

        RocksDbError.ThrowIfSet(error);
        return slice == 0 ? default : new RocksDbPinnedValue(this, slice);
    }

    /// <summary>Reads a value into a new array.</summary>
    /// <returns>False, with an empty array, when the key is absent.</returns>
    public bool TryGet(int columnFamily, ReadOnlySpan<byte> key, out byte[] value)
    {
        using RocksDbPinnedValue pinned = Get(columnFamily, key);
        value = pinned.IsFound ? pinned.Value.ToArray() : [];
        return pinned.IsFound;
    }

    /// <summary>True when the key is present.</summary>
    public bool Contains(int columnFamily, ReadOnlySpan<byte> key)
    {
        using RocksDbPinnedValue pinned = Get(columnFamily, key);
        return pinned.IsFound;
    }

    /// <summary>Creates an empty batch for this store.</summary>
    public RocksDbWriteBatch CreateBatch() => new(this);

    /// <summary>Applies all operations of the batch or none, across column families.</summary>
    /// <param name="batch">A batch of this store; it keeps its content.</param>
    /// <param name="sync">True: the call returns after the log is on stable storage.</param>
    public void Write(RocksDbWriteBatch batch, bool sync)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!ReferenceEquals(batch.Store, this))
            throw new ArgumentException("the batch belongs to another store", nameof(batch));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        byte* error = null;
        RocksDbMethods.rocksdb_write(this, sync ? _options.WriteSync : _options.WriteNoSync, batch, &error);
        RocksDbError.ThrowIfSet(error);
    }

    /// <summary>Writes what a column family has in its write buffers out; returns when that is done.</summary>
    public void Flush(int columnFamily)
    {
        nint options = RocksDbMethods.rocksdb_flushoptions_create();
        byte* error = null;
        RocksDbMethods.rocksdb_flush_cf(this, options, Column(columnFamily), &error);
        RocksDbMethods.rocksdb_flushoptions_destroy(options);
        RocksDbError.ThrowIfSet(error);
    }

    /// <summary>Begins a table file for a column family.</summary>
    public RocksDbTableWriter CreateTableWriter(int columnFamily)
    {
        _ = Column(columnFamily);
        string path = Path.Combine(_tables, string.Create(CultureInfo.InvariantCulture, $"{columnFamily}.sst"));
        return new RocksDbTableWriter(
            this, columnFamily, path, _options.Environment, _options.ColumnAt(columnFamily));
    }

    /// <summary>Ends a table file and takes it over: all its entries appear at once, on disk when this returns.
    /// </summary>
    /// <param name="table">A writer of this store with at least one entry.</param>
    /// <remarks>
    /// Neither the log nor the write buffers see the entries. A file whose range of keys nothing overlaps goes straight
    /// to the last level and is never rewritten.
    /// </remarks>
    public void Ingest(RocksDbTableWriter table)
    {
        ArgumentNullException.ThrowIfNull(table);
        table.Finish();
        byte* error = null;
        fixed (byte* name = ZeroTerminated(table.Path))
        {
            byte* only = name;
            RocksDbMethods.rocksdb_ingest_external_file_cf(
                this, Column(table.ColumnFamily), &only, 1, _options.Ingestion, &error);
        }

        RocksDbError.ThrowIfSet(error);
    }

    /// <summary>Creates an iterator over keys in <c>[lowerInclusive, upperExclusive)</c>; an empty bound is
    /// open.</summary>
    /// <remarks>It sees the database as of this call. Keys are ordered as unsigned bytes.</remarks>
    /// <param name="columnFamily">What to walk.</param>
    /// <param name="lowerInclusive">First key.</param>
    /// <param name="upperExclusive">End of the keys.</param>
    /// <param name="isBulk">True when much is read once: what the cache holds stays there.</param>
    public RocksDbIterator CreateIterator(
        int columnFamily,
        ReadOnlySpan<byte> lowerInclusive = default,
        ReadOnlySpan<byte> upperExclusive = default,
        bool isBulk = false) =>
        new(this, Column(columnFamily), lowerInclusive, upperExclusive, isBulk);

    /// <summary>Writes a consistent copy into <paramref name="folder"/>, which must not exist; unchanged files are
    /// hard links.</summary>
    public void CreateCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        byte* error = null;
        nint checkpoint = RocksDbMethods.rocksdb_checkpoint_object_create(this, &error);
        RocksDbError.ThrowIfSet(error);
        fixed (byte* path = ZeroTerminated(folder))
            RocksDbMethods.rocksdb_checkpoint_create(checkpoint, path, 0, &error);
        RocksDbMethods.rocksdb_checkpoint_object_destroy(checkpoint);
        RocksDbError.ThrowIfSet(error);
    }

    internal nint Column(int columnFamily)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(columnFamily);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(columnFamily, ColumnFamilyCount);
        return _columns[columnFamily];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    // Runs when the last iterator, batch and pinned value has let go, not necessarily at Dispose.
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        foreach (nint column in _columns)
            RocksDbMethods.rocksdb_column_family_handle_destroy(column);
        RocksDbMethods.rocksdb_close(handle);
        _options.Dispose();
        return true;
    }

    // What an interrupted run left there was never part of the database.
    private void ClearTables()
    {
        if (Directory.Exists(_tables))
            Directory.Delete(_tables, recursive: true);
        Directory.CreateDirectory(_tables);
    }

    private static nint OpenCore(string path, string[] families, RocksDbOpenOptions options, nint[] columns)
    {
        nint[] names = new nint[families.Length];
        nint[] columnOptions = new nint[families.Length];
        byte* error = null;
        nint database;
        try
        {
            for (int index = 0; index < families.Length; index++)
            {
                names[index] = Marshal.StringToCoTaskMemUTF8(families[index]);
                columnOptions[index] = options.Column(families[index]);
            }

            fixed (byte* pathBytes = ZeroTerminated(path))
            fixed (nint* n = names, o = columnOptions, c = columns)
            {
                database = RocksDbMethods.rocksdb_open_column_families(
                    options.Database, pathBytes, families.Length, (byte**)n, o, c, &error);
            }
        }
        finally
        {
            foreach (nint name in names)
                Marshal.FreeCoTaskMem(name);
        }

        RocksDbError.ThrowIfSet(error);
        return database;
    }

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
