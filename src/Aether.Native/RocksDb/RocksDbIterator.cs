using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>Walks one column family in key order over a fixed view of the database.</summary>
/// <remarks>
/// Every move returns false at the end and throws <see cref="RocksDbException"/> when reading failed.
/// <para>Ownership: <see cref="Key"/> and <see cref="Value"/> are valid until the next move. Threads: one
/// caller.</para>
/// </remarks>
// SAFETY: the handle is an iterator destroyed once; the bounds live in native memory until then; the store outlives it.
public sealed unsafe class RocksDbIterator : SafeHandle
{
    private readonly RocksDbStore _store;
    private readonly nint _readOptions;

    // Copies of both bounds, lower first: RocksDB keeps the pointers.
    private readonly byte* _bounds;

    internal RocksDbIterator(
        RocksDbStore store, nint column, ReadOnlySpan<byte> lowerInclusive, ReadOnlySpan<byte> upperExclusive,
        bool isBulk)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        store.DangerousAddRef(ref added);
        _store = store;
        _readOptions = RocksDbMethods.rocksdb_readoptions_create();
        _bounds = (byte*)NativeMemory.Alloc((nuint)(lowerInclusive.Length + upperExclusive.Length + 1));
        byte* upper = _bounds + lowerInclusive.Length;
        lowerInclusive.CopyTo(new Span<byte>(_bounds, lowerInclusive.Length));
        upperExclusive.CopyTo(new Span<byte>(upper, upperExclusive.Length));
        if (!lowerInclusive.IsEmpty)
        {
            RocksDbMethods.rocksdb_readoptions_set_iterate_lower_bound(
                _readOptions, _bounds, (nuint)lowerInclusive.Length);
        }

        if (!upperExclusive.IsEmpty)
        {
            RocksDbMethods.rocksdb_readoptions_set_iterate_upper_bound(
                _readOptions, upper, (nuint)upperExclusive.Length);
        }

        if (isBulk)
            RocksDbMethods.rocksdb_readoptions_set_fill_cache(_readOptions, 0);
        SetHandle(RocksDbMethods.rocksdb_create_iterator_cf(store, _readOptions, column));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>True when the iterator stands on an entry.</summary>
    public bool IsValid => RocksDbMethods.rocksdb_iter_valid(this) != 0;

    /// <summary>Key of the current entry.</summary>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            ThrowIfNotValid();
            nuint length;
            byte* key = RocksDbMethods.rocksdb_iter_key(this, &length);
            return new ReadOnlySpan<byte>(key, checked((int)length));
        }
    }

    /// <summary>Value of the current entry.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            ThrowIfNotValid();
            nuint length;
            byte* value = RocksDbMethods.rocksdb_iter_value(this, &length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    /// <summary>Moves to the first entry within the bounds.</summary>
    public bool SeekToFirst()
    {
        RocksDbMethods.rocksdb_iter_seek_to_first(this);
        return Settle();
    }

    /// <summary>Moves to the last entry within the bounds.</summary>
    public bool SeekToLast()
    {
        RocksDbMethods.rocksdb_iter_seek_to_last(this);
        return Settle();
    }

    /// <summary>Moves to the first entry whose key is not less than <paramref name="key"/>.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            RocksDbMethods.rocksdb_iter_seek(this, k, (nuint)key.Length);
        return Settle();
    }

    /// <summary>Moves to the last entry whose key is not greater than <paramref name="key"/>.</summary>
    public bool SeekForPrevious(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            RocksDbMethods.rocksdb_iter_seek_for_prev(this, k, (nuint)key.Length);
        return Settle();
    }

    /// <summary>Moves one entry on.</summary>
    public bool Next()
    {
        ThrowIfNotValid();
        RocksDbMethods.rocksdb_iter_next(this);
        return Settle();
    }

    /// <summary>Moves one entry back.</summary>
    public bool Previous()
    {
        ThrowIfNotValid();
        RocksDbMethods.rocksdb_iter_prev(this);
        return Settle();
    }

    /// <summary>Shows every entry within the bounds, ascending. The visitor must not use this iterator.</summary>
    public void VisitAll(EntryVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        bool added = false;
        DangerousAddRef(ref added);
        try
        {
            // The handle is held once: holding it for each of four calls an entry would cost more than they do.
            nint iterator = handle;
            RocksDbMethods.rocksdb_iter_seek_to_first(this);
            for (; RocksDbMethods.rocksdb_iter_valid(iterator) != 0; RocksDbMethods.rocksdb_iter_next(iterator))
            {
                nuint keyBytes;
                nuint valueBytes;
                byte* key = RocksDbMethods.rocksdb_iter_key(iterator, &keyBytes);
                byte* value = RocksDbMethods.rocksdb_iter_value(iterator, &valueBytes);
                visitor(
                    new ReadOnlySpan<byte>(key, checked((int)keyBytes)),
                    new ReadOnlySpan<byte>(value, checked((int)valueBytes)));
            }
            Settle();
        }
        finally
        {
            DangerousRelease();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        RocksDbMethods.rocksdb_iter_destroy(handle);
        RocksDbMethods.rocksdb_readoptions_destroy(_readOptions);
        NativeMemory.Free(_bounds);
        _store.DangerousRelease();
        return true;
    }

    // An invalid iterator is at the end or has failed: only the error tells which.
    private bool Settle()
    {
        if (IsValid)
            return true;
        byte* error = null;
        RocksDbMethods.rocksdb_iter_get_error(this, &error);
        RocksDbError.ThrowIfSet(error);
        return false;
    }

    // The native call on an invalid iterator is undefined behaviour, so this check is always on.
    private void ThrowIfNotValid()
    {
        if (!IsValid)
            throw new InvalidOperationException("the iterator does not stand on an entry");
    }
}
