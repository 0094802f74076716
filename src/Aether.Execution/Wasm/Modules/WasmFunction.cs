namespace Aether.Execution.Wasm.Modules;

/// <summary>A function that a module defines, with the code both engines run.</summary>
/// <remarks>
/// The decoder fills what the declaration says; the validator sets <see cref="Code"/> and what follows from it. A
/// frame is the locals (parameters first) and above them the operands, one cell each.
/// </remarks>
public sealed class WasmFunction
{
    /// <summary>Index in the function index space: imports come first.</summary>
    public required int Index { get; init; }

    /// <summary>Index of the type in the module.</summary>
    public required int TypeIndex { get; init; }

    /// <summary>The type.</summary>
    public required FunctionType Type { get; init; }

    /// <summary>Types of all locals, parameters first. Not to be written.</summary>
    public required ValueType[] Locals { get; init; }

    /// <summary>Where the instructions begin in the module.</summary>
    public required int BodyOffset { get; init; }

    /// <summary>Bytes of the instructions, the last <c>end</c> included.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>The instructions; the last is the function's <see cref="WasmOp.End"/>. Not to be written.</summary>
    public Instruction[] Code { get; internal set; } = [];

    /// <summary>
    /// Targets of <see cref="WasmOp.BrTable"/>, <see cref="BranchTarget.Cells"/> numbers each, as
    /// <see cref="BranchTarget.Read"/> reads them. Not to be written.
    /// </summary>
    public int[] BranchTable { get; internal set; } = [];

    /// <summary>Most operands at a time.</summary>
    public int MaxStack { get; internal set; }

    /// <summary>Deepest nesting of loops.</summary>
    public int LoopDepth { get; internal set; }

    /// <summary>Straight-line runs and targets of branch tables: what costs a compiler time.</summary>
    public int Blocks { get; internal set; }

    /// <summary>Operations in the body, as bytes of <see cref="WasmOp"/>: also those that no path reaches.</summary>
    public ByteSet Operations { get; internal set; }

    /// <summary>Value types that its blocks and selections name, also where no path reaches.</summary>
    public ByteSet NamedTypes { get; internal set; }

    /// <summary>Cells of a frame.</summary>
    public int FrameCells => Locals.Length + MaxStack;
}
