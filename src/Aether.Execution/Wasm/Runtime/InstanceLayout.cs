using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Lays out the one block of native memory that an instance has beside its memories and tables.</summary>
// SAFETY: every part is inside the one block that is allocated for their sum.
internal static unsafe class InstanceLayout
{
    /// <summary>Offset of the cell of an own global, in bytes.</summary>
    public static int GlobalOffset(int number) =>
        (int)Marshal.OffsetOf<InstanceData>(nameof(InstanceData.FirstGlobal)) + (number * sizeof(ulong));

    /// <summary>Allocates the block, zeroed but for its pointers and the numbers of the types.</summary>
    public static InstanceData* Allocate(WasmStore store, WasmModule module)
    {
        int owned = module.Globals.Length - module.ImportedGlobals;
        int scratch = 1;
        foreach (FunctionType type in module.Types)
        {
            scratch = int.Max(scratch, int.Max(type.Parameters.Length, type.Results.Length));
        }

        long cells = owned + module.ImportedGlobals + module.Tables.Length + scratch;
        long numbers = module.Types.Length + module.FunctionTypeIndices.Length;
        long bytes = sizeof(InstanceData) + (cells * sizeof(ulong)) + (numbers * sizeof(int));

        // SAFETY: the parts below follow each other and end at bytes; wider parts come first, so that all are aligned.
        InstanceData* data = (InstanceData*)NativeMemory.AllocZeroed((nuint)bytes);
        ulong* next = &data->FirstGlobal + owned;
        data->ImportedGlobals = (ulong**)next;
        next += module.ImportedGlobals;
        data->Tables = (TableData**)next;
        next += module.Tables.Length;
        data->Scratch = next;
        next += scratch;
        data->TypeNumbers = (int*)next;
        data->FunctionIndices = data->TypeNumbers + module.Types.Length;
        for (int i = 0; i < module.Types.Length; i++)
        {
            data->TypeNumbers[i] = store.TypeNumberOf(module.Types[i]);
        }

        return data;
    }
}
