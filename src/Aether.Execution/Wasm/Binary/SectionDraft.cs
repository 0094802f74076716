using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>A module while its sections are read: index spaces that grow over several sections.</summary>
internal sealed class SectionDraft(WasmModule module, WasmLimits limits)
{
    /// <summary>What is read into.</summary>
    public WasmModule Module { get; } = module;

    /// <summary>What is allowed.</summary>
    public WasmLimits Limits { get; } = limits;

    /// <summary>Type indices of the functions, imported ones first.</summary>
    public List<int> Functions { get; } = [];

    /// <summary>Tables, imported ones first.</summary>
    public List<TableType> Tables { get; } = [];

    /// <summary>Memories, imported ones first.</summary>
    public List<MemoryType> Memories { get; } = [];

    /// <summary>Globals, imported ones first.</summary>
    public List<GlobalType> Globals { get; } = [];

    /// <summary>Bodies read: as many as there must be of functions.</summary>
    public int Bodies { get; set; }

    /// <summary>Functions that are not imported.</summary>
    public int DefinedFunctions => Functions.Count - Module.ImportedFunctions;

    /// <summary>Checks what holds between sections, and closes the index spaces.</summary>
    public void Finish(ref WasmReader reader)
    {
        if (DefinedFunctions != Bodies)
        {
            reader.Malformed("function and code section have inconsistent lengths");
        }
        if (Module.DeclaredDataCount >= 0 && Module.DeclaredDataCount != Module.Data.Length)
        {
            reader.Malformed("data count and data section have inconsistent lengths");
        }
        Module.FunctionTypeIndices = [.. Functions];
        Module.Tables = [.. Tables];
        Module.Memories = [.. Memories];
        Module.Globals = [.. Globals];
    }
}
