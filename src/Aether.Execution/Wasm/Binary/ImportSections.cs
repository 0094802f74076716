using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>The sections of names: imports and exports.</summary>
internal static class ImportSections
{
    /// <summary>Section 2.</summary>
    public static void ReadImports(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(4, (uint)draft.Limits.MaxImports, "imports");
        var imports = new WasmImport[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            imports[i] = ReadImport(ref reader, draft);
        }
        WasmModule module = draft.Module;
        module.Imports = imports;
        module.ImportedFunctions = draft.Functions.Count;
        module.ImportedTables = draft.Tables.Count;
        module.ImportedMemories = draft.Memories.Count;
        module.ImportedGlobals = draft.Globals.Count;
    }

    /// <summary>Section 7.</summary>
    public static void ReadExports(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, (uint)draft.Limits.MaxExports, "exports");
        var exports = new WasmExport[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            int start = reader.Position;
            string name = reader.ReadName(draft.Limits.MaxNameBytes);
            byte kind = reader.ReadByte();
            if (kind > (byte)ExternalKind.Global)
            {
                reader.Malformed("malformed export kind");
            }
            exports[i] = new WasmExport(name, (ExternalKind)kind, reader.ReadIndex(), start);
        }
        draft.Module.Exports = exports;
    }

    private static WasmImport ReadImport(ref WasmReader reader, SectionDraft draft)
    {
        int start = reader.Position;
        string module = reader.ReadName(draft.Limits.MaxNameBytes);
        string name = reader.ReadName(draft.Limits.MaxNameBytes);
        byte kind = reader.ReadByte();
        int typeIndex = -1;
        TableType table = default;
        MemoryType memory = default;
        GlobalType global = default;
        switch ((ExternalKind)kind)
        {
            case ExternalKind.Function:
                typeIndex = TypeSections.ReadTypeIndex(ref reader, draft);
                draft.Functions.Add(typeIndex);
                break;
            case ExternalKind.Table:
                table = TypeSections.ReadTable(ref reader);
                draft.Tables.Add(table);
                break;
            case ExternalKind.Memory:
                memory = new MemoryType(TypeSections.ReadSize(ref reader));
                draft.Memories.Add(memory);
                break;
            case ExternalKind.Global:
                global = TypeSections.ReadGlobalType(ref reader);
                draft.Globals.Add(global);
                break;
            default:
                reader.Malformed("malformed import kind");
                break;
        }
        return new WasmImport(module, name, (ExternalKind)kind, typeIndex, table, memory, global, start);
    }
}
