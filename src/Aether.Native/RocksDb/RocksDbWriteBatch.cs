using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>Puts and deletions that <see cref="RocksDbStore.Write"/> applies together. Reusable through
/// <see cref="Clear"/>.</summary>
/// <remarks>Threads: one caller at a time. Keys and values are copied by each call.</remarks>
// SAFETY: the handle is a writebatch destroyed once; spans are pinned for one call; the store outlives the batch.
public sealed unsafe class RocksDbWriteBatch : SafeHandle
{
    internal RocksDbWriteBatch(RocksDbStore store)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        store.DangerousAddRef(ref added);
        Store = store;
        SetHandle(RocksDbMethods.rocksdb_writebatch_create());
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Operations in the batch.</summary>
    public int Count => RocksDbMethods.rocksdb_writebatch_count(this);

    internal RocksDbStore Store { get; }

    /// <summary>Sets a key.</summary>
    public void Put(int columnFamily, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value)
        {
            RocksDbMethods.rocksdb_writebatch_put_cf(
                this, Store.Column(columnFamily), k, (nuint)key.Length, v, (nuint)value.Length);
        }
    }

    /// <summary>Removes a key; an absent key is no error.</summary>
    public void Delete(int columnFamily, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            RocksDbMethods.rocksdb_writebatch_delete_cf(this, Store.Column(columnFamily), k, (nuint)key.Length);
    }

    /// <summary>Removes every key in <c>[start, end)</c>.</summary>
    public void DeleteRange(int columnFamily, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        fixed (byte* s = start, e = end)
        {
            RocksDbMethods.rocksdb_writebatch_delete_range_cf(
                this, Store.Column(columnFamily), s, (nuint)start.Length, e, (nuint)end.Length);
        }
    }

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear() => RocksDbMethods.rocksdb_writebatch_clear(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        RocksDbMethods.rocksdb_writebatch_destroy(handle);
        Store.DangerousRelease();
        return true;
    }
}
