using System.Runtime.InteropServices;
using System.Text;
using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>Writes one table file of sorted entries, which <see cref="RocksDbStore.Ingest"/> then takes over; one at a
/// time for a family.</summary>
/// <remarks>Threads: one caller at a time. Errors: <see cref="RocksDbException"/>.</remarks>
// SAFETY: the handle is an sstfilewriter destroyed once; spans are pinned for one call; the store outlives the writer.
public sealed unsafe class RocksDbTableWriter : SafeHandle
{
    private readonly RocksDbStore _store;

    internal RocksDbTableWriter(
        RocksDbStore store, int columnFamily, string path, nint environment, nint columnOptions)
        : base(0, ownsHandle: true)
    {
        ColumnFamily = columnFamily;
        Path = path;
        bool added = false;
        store.DangerousAddRef(ref added);
        _store = store;
        SetHandle(RocksDbMethods.rocksdb_sstfilewriter_create(environment, columnOptions));
        byte* error = null;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            RocksDbMethods.rocksdb_sstfilewriter_open(this, name, &error);
        RocksDbError.ThrowIfSet(error);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal int ColumnFamily { get; }

    internal string Path { get; }

    /// <summary>Adds an entry; its key must be above the one before.</summary>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        byte* error = null;
        fixed (byte* k = key)
        fixed (byte* v = value)
        {
            RocksDbMethods.rocksdb_sstfilewriter_put(this, k, (nuint)key.Length, v, (nuint)value.Length, &error);
        }

        RocksDbError.ThrowIfSet(error);
    }

    // Its content is on disk when this returns.
    internal void Finish()
    {
        byte* error = null;
        RocksDbMethods.rocksdb_sstfilewriter_finish(this, &error);
        RocksDbError.ThrowIfSet(error);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        RocksDbMethods.rocksdb_sstfilewriter_destroy(handle);
        _store.DangerousRelease();
        return true;
    }
}
