using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A global variable: its own cell, or one in the block of the instance that defines it.</summary>
// SAFETY: Cell lives as long as the store.
public sealed unsafe class WasmGlobal : WasmExternal
{
    private readonly bool _owned;

    /// <summary>A global of the host, which belongs to <paramref name="store"/>.</summary>
    public WasmGlobal(WasmStore store, GlobalType type, ulong value)
    {
        ArgumentNullException.ThrowIfNull(store);
        Type = type;
        _owned = true;

        // SAFETY: one cell, freed by the store.
        Cell = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *Cell = value;
        store.Own(this);
    }

    internal WasmGlobal(GlobalType type, ulong* cell)
    {
        Type = type;
        Cell = cell;
    }

    /// <inheritdoc/>
    public override ExternalKind Kind => ExternalKind.Global;

    /// <summary>The type.</summary>
    public GlobalType Type { get; }

    /// <summary>The value.</summary>
    public ulong Value => *Cell;

    internal ulong* Cell { get; private set; }

    internal void Free()
    {
        if (_owned)
        {
            NativeMemory.Free(Cell);
            Cell = null;
        }
    }
}
