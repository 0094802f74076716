using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A linear memory: native bytes that grow by pages.</summary>
/// <remarks>
/// <b>Ownership</b>: rented from the store's pool until the store ends. <b>Threads</b>: those of the store.
/// <b>Cost</b>: capacity doubles, so that growing page by page copies each byte about once.
/// </remarks>
// SAFETY: spans cover bytes below Bytes, which is at most the capacity of the block.
public sealed unsafe class WasmMemory : WasmExternal
{
    private readonly MemoryPool _pool;
    private readonly List<nint> _users = [];
    private uint _most;
    private byte* _base;
    private ulong _capacity;

    /// <summary>Makes a zeroed memory for <paramref name="store"/>.</summary>
    public WasmMemory(WasmStore store, MemoryType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        _pool = store.Pool;
        Type = type;
        Rent(store.Limits.MaxMemoryPages);
        store.Own(this);
    }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Memory;

    /// <summary>The type it was declared with.</summary>
    public MemoryType Type { get; }

    /// <summary>Bytes now.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Pages now.</summary>
    public uint Pages => (uint)(Bytes / MemoryType.PageBytes);

    /// <summary>Reads or writes a range. False when it is not inside; valid until the memory grows.</summary>
    public bool TrySlice(ulong start, int length, out Span<byte> span)
    {
        bool inside = length >= 0 && start <= Bytes && (ulong)length <= Bytes - start;
        span = inside ? new Span<byte>(_base + start, length) : default;
        return inside;
    }

    /// <summary>Adds pages of zeros.</summary>
    /// <returns>The pages before, or <see cref="uint.MaxValue"/> when they do not fit.</returns>
    public uint Grow(uint pages)
    {
        uint before = Pages;
        ulong after = (ulong)before + pages;
        if (after > _most)
        {
            return uint.MaxValue;
        }

        ulong bytes = after * MemoryType.PageBytes;
        if (bytes > _capacity)
        {
            byte* wider = _pool.Rent(bytes, out ulong capacity);
            if (wider is null)
            {
                return uint.MaxValue;
            }

            Buffer.MemoryCopy(_base, wider, capacity, Bytes);
            _pool.Return(_base, _capacity, Bytes);
            _base = wider;
            _capacity = capacity;
        }

        Bytes = bytes;
        ShowAll();
        return before;
    }

    /// <summary>Tells an instance where the bytes are, now and whenever they move.</summary>
    internal void Attach(InstanceData* user)
    {
        _users.Add((nint)user);
        Show(user);
    }

    /// <summary>Gives the bytes back; <see cref="Renew"/> brings new ones.</summary>
    internal void Release()
    {
        GiveBack();
        ShowAll();
    }

    /// <summary>Starts over after <see cref="Release"/>: zeros, and another bound on the pages.</summary>
    internal void Renew(uint maxPages)
    {
        Rent(maxPages);
        ShowAll();
    }

    /// <summary>The end of the store, whose instances are gone already.</summary>
    internal void Free()
    {
        _users.Clear();
        if (_base is not null)
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        _pool.Return(_base, _capacity, Bytes);
        _base = null;
        Bytes = 0;
    }

    private void Rent(uint maxPages)
    {
        _most = uint.Min(Type.Size.Maximum ?? MemoryType.MaxPages, maxPages);
        Bytes = (ulong)Type.Size.Minimum * MemoryType.PageBytes;
        _base = _pool.Rent(Bytes, out _capacity);
        if (_base is null)
        {
            throw new InsufficientMemoryException($"no memory of {Bytes} bytes is to be had");
        }
    }

    private void ShowAll()
    {
        foreach (nint user in _users)
        {
            Show((InstanceData*)user);
        }
    }

    private void Show(InstanceData* user)
    {
        user->Memory = _base;
        user->MemoryBytes = Bytes;
    }
}
