using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>A value read in place: valid until disposed, without a copy.</summary>
/// <remarks>Ownership: the caller disposes it, exactly once and before it disposes the store can finish.</remarks>
// SAFETY: the slice is owned by this struct, and the store is kept from closing until Dispose.
public unsafe ref struct RocksDbPinnedValue
{
    private readonly RocksDbStore? _store;
    private nint _slice;

    internal RocksDbPinnedValue(RocksDbStore store, nint slice)
    {
        bool added = false;
        store.DangerousAddRef(ref added);
        _store = store;
        _slice = slice;
        nuint length;
        byte* value = RocksDbMethods.rocksdb_pinnableslice_value(slice, &length);
        Value = new ReadOnlySpan<byte>(value, checked((int)length));
    }

    /// <summary>True when the key was present.</summary>
    public readonly bool IsFound => _store is not null;

    /// <summary>The bytes; empty when the key was absent.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Unpins the value.</summary>
    public void Dispose()
    {
        if (_slice == 0)
            return;
        Value = default;
        RocksDbMethods.rocksdb_pinnableslice_destroy(_slice);
        _slice = 0;
        _store!.DangerousRelease();
    }
}
