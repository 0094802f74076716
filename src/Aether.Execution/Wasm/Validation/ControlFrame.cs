using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <summary>A block that is open while a body is validated.</summary>
internal struct ControlFrame
{
    /// <summary>No branch waits.</summary>
    public const int NoPatch = int.MinValue;

    /// <summary>Block, Loop, If or Else; Block for the function itself.</summary>
    public WasmOp Op;

    /// <summary>True after an unconditional branch: operands below are of any type, and nothing is emitted.</summary>
    public bool Unreachable;

    /// <summary>True when it was opened in code that is not emitted.</summary>
    public bool Dead;

    /// <summary>Its parameters and results.</summary>
    public FunctionType Type;

    /// <summary>Operands below its parameters.</summary>
    public int Height;

    /// <summary>Index of the instruction that opened it, -1 for the function.</summary>
    public int Opener;

    /// <summary>Index of the instruction that waits for the index of the end: the opener or the Else.</summary>
    public int WaitsForEnd;

    /// <summary>
    /// Last branch that waits for the index after the end: an instruction, or ~ the cell of a branch table. Each holds
    /// the one before it in the place of its target.
    /// </summary>
    public int Patches;

    /// <summary>What a branch to its label carries.</summary>
    public readonly ValueType[] LabelTypes => Op == WasmOp.Loop ? Type.Parameters : Type.Results;
}
