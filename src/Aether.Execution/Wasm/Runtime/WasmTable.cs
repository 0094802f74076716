using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A table of references.</summary>
/// <remarks><b>Ownership</b>: native memory of the store. <b>Threads</b>: those of the store.</remarks>
// SAFETY: every access is checked against Length, or its caller has checked it.
public sealed unsafe class WasmTable : WasmExternal
{
    private readonly uint _most;
    private uint _capacity;

    /// <summary>Makes a table of nulls for <paramref name="store"/>.</summary>
    public WasmTable(WasmStore store, TableType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        Type = type;
        _most = uint.Min(type.Size.Maximum ?? uint.MaxValue, store.Limits.MaxTableEntries);
        _capacity = type.Size.Minimum;

        // SAFETY: zeroed cells are nulls; both blocks are freed by the store.
        Data = (TableData*)NativeMemory.Alloc((nuint)sizeof(TableData));
        Data->Cells = (ulong*)NativeMemory.AllocZeroed(uint.Max(_capacity, 1), sizeof(ulong));
        Data->Length = _capacity;
        store.Own(this);
    }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Table;

    /// <summary>The type it was declared with.</summary>
    public TableType Type { get; }

    /// <summary>Entries now.</summary>
    public uint Length => (uint)Data->Length;

    internal TableData* Data { get; private set; }

    /// <summary>Reads an entry. False outside the table.</summary>
    public bool TryGet(uint index, out ulong reference)
    {
        bool inside = index < Data->Length;
        reference = inside ? Data->Cells[index] : 0;
        return inside;
    }

    /// <summary>Writes an entry. False outside the table.</summary>
    public bool TrySet(uint index, ulong reference)
    {
        if (index >= Data->Length)
        {
            return false;
        }

        Data->Cells[index] = reference;
        return true;
    }

    /// <summary>Adds entries. Gives the length before, or <see cref="uint.MaxValue"/> when they do not fit.</summary>
    public uint Grow(uint count, ulong reference)
    {
        uint before = Length;
        ulong after = (ulong)before + count;
        if (after > _most)
        {
            return uint.MaxValue;
        }

        if (after > _capacity)
        {
            _capacity = (uint)ulong.Min(ulong.Max(after, 2ul * _capacity), _most);
            Data->Cells = (ulong*)NativeMemory.Realloc(Data->Cells, (nuint)_capacity * sizeof(ulong));
        }

        Data->Length = after;
        Cells((uint)before, count).Fill(reference);
        return before;
    }

    /// <summary>Fills a range. False, with nothing written, when it is not inside.</summary>
    public bool TryFill(uint start, ulong reference, uint count)
    {
        if (!Contains(start, count))
        {
            return false;
        }

        Cells(start, count).Fill(reference);
        return true;
    }

    /// <summary>Copies a range between tables or inside one.</summary>
    /// <returns>False, with nothing written, when a range is not inside.</returns>
    public static bool TryCopy(WasmTable target, uint start, WasmTable source, uint from, uint count)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        if (!target.Contains(start, count) || !source.Contains(from, count))
        {
            return false;
        }

        source.Cells(from, count).CopyTo(target.Cells(start, count));
        return true;
    }

    internal bool Contains(uint start, uint count) => (ulong)start + count <= Data->Length;

    internal Span<ulong> Cells(uint start, uint count) => new(Data->Cells + start, checked((int)count));

    /// <summary>Makes it as it was at first: nulls, as many as its type says.</summary>
    internal void Renew()
    {
        Data->Length = Type.Size.Minimum;
        Cells(0, Length).Clear();
    }

    internal void Free()
    {
        NativeMemory.Free(Data->Cells);
        NativeMemory.Free(Data);
        Data = null;
    }
}
