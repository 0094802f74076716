using Aether.Core.Types;

namespace Aether.Execution.Wasm.Modules;

/// <summary>A decoded module. Arrays are not to be written by anyone who did not make it.</summary>
/// <remarks>In every index space imports come first, in their order.</remarks>
public sealed class WasmModule
{
    /// <summary>The encoded module.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>BLAKE3 of <see cref="Bytes"/>: names the code in caches.</summary>
    public required Hash256 Hash { get; init; }

    /// <summary>Types of functions and blocks.</summary>
    public FunctionType[] Types { get; internal set; } = [];

    /// <summary>Imports in their order.</summary>
    public WasmImport[] Imports { get; internal set; } = [];

    /// <summary>Imported functions.</summary>
    public int ImportedFunctions { get; internal set; }

    /// <summary>Imported tables.</summary>
    public int ImportedTables { get; internal set; }

    /// <summary>Imported memories.</summary>
    public int ImportedMemories { get; internal set; }

    /// <summary>Imported globals.</summary>
    public int ImportedGlobals { get; internal set; }

    /// <summary>Type index of every function, imported ones first.</summary>
    public int[] FunctionTypeIndices { get; internal set; } = [];

    /// <summary>Functions with code: number i has index <see cref="ImportedFunctions"/> + i.</summary>
    public WasmFunction[] Functions { get; internal set; } = [];

    /// <summary>Every table, imported ones first.</summary>
    public TableType[] Tables { get; internal set; } = [];

    /// <summary>Every memory, imported ones first.</summary>
    public MemoryType[] Memories { get; internal set; } = [];

    /// <summary>Every global, imported ones first.</summary>
    public GlobalType[] Globals { get; internal set; } = [];

    /// <summary>Initial values of the globals that are not imported.</summary>
    public ConstantExpression[] GlobalValues { get; internal set; } = [];

    /// <summary>Exports in their order.</summary>
    public WasmExport[] Exports { get; internal set; } = [];

    /// <summary>The function to run at instantiation, -1 for none.</summary>
    public int Start { get; internal set; } = -1;

    /// <summary>Segments of references.</summary>
    public ElementSegment[] Elements { get; internal set; } = [];

    /// <summary>Segments of bytes.</summary>
    public DataSegment[] Data { get; internal set; } = [];

    /// <summary>The count the module declares of its data segments, -1 for none.</summary>
    public int DeclaredDataCount { get; internal set; } = -1;

    /// <summary>Sections the engine ignores.</summary>
    public CustomSection[] Custom { get; internal set; } = [];

    /// <summary>What compiling it takes, in units of about a microsecond; counted by its shape alone.</summary>
    public long CompileCost { get; internal set; }

    /// <summary>True when every body is checked and has its <see cref="WasmFunction.Code"/>.</summary>
    public bool Validated { get; internal set; }

    /// <summary>Type of a function by its index, imported or not.</summary>
    public FunctionType TypeOfFunction(int index) => Types[FunctionTypeIndices[index]];

    /// <summary>Type of the block that <paramref name="opener"/> opens.</summary>
    public FunctionType BlockTypeOf(in Instruction opener) => BlockTypeOf(unchecked((long)opener.Immediate));

    /// <summary>A block type by its number: an index of a type, -64 for the empty one, else a value type.</summary>
    public FunctionType BlockTypeOf(long number) => number switch
    {
        >= 0 => Types[number],
        EmptyBlock => FunctionType.Empty,
        _ => FunctionType.Returning((ValueType)(number & 0x7F)),
    };

    /// <summary>The number of the block type with nothing in and nothing out.</summary>
    public const long EmptyBlock = -64;
}
