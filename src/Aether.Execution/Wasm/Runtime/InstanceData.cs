using System.Runtime.InteropServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>What running code needs of its instance, in native memory, behind one pointer.</summary>
/// <remarks>
/// <b>Shape</b>: the cells of the instance's own globals follow the structure at once, imported globals are behind
/// <see cref="ImportedGlobals"/>. <b>Ownership</b>: the store frees the block. <b>Threads</b>: one call at a time.
/// </remarks>
// SAFETY: pointers are set by WasmInstance before code runs and live as long as the store.
[StructLayout(LayoutKind.Sequential)]
public unsafe struct InstanceData
{
    /// <summary>First byte of memory 0.</summary>
    public byte* Memory;

    /// <summary>Bytes of memory 0.</summary>
    public ulong MemoryBytes;

    /// <summary>Gas left, true whenever control leaves the code of the instance.</summary>
    public long Gas;

    /// <summary>Cells that carry arguments and results where registers do not: enough for every type.</summary>
    public ulong* Scratch;

    /// <summary>Every function of the store.</summary>
    public FunctionData* StoreFunctions;

    /// <summary>Index in the store of each function of the module.</summary>
    public int* FunctionIndices;

    /// <summary>Number in the store of each type of the module.</summary>
    public int* TypeNumbers;

    /// <summary>Each table of the module.</summary>
    public TableData** Tables;

    /// <summary>The cell of each imported global.</summary>
    public ulong** ImportedGlobals;

    /// <summary>Handle of the <see cref="WasmInstance"/>.</summary>
    public nint Handle;

    /// <summary>Always 0, which the runtime's compiler cannot know.</summary>
    public ulong Zero;

    /// <summary>The first of the instance's own globals.</summary>
    public ulong FirstGlobal;
}
