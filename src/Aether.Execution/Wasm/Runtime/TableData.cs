using System.Runtime.InteropServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>The entries of a table, in native memory.</summary>
// SAFETY: Cells has Length entries; WasmTable owns both.
[StructLayout(LayoutKind.Sequential)]
public unsafe struct TableData
{
    /// <summary>The references.</summary>
    public ulong* Cells;

    /// <summary>How many.</summary>
    public ulong Length;
}
