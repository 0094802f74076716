using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>A block, loop, if or function that is open where the compiler stands.</summary>
internal sealed class ControlLabel
{
    /// <summary>Block, Loop or If; End for the function itself.</summary>
    public required WasmOp Op { get; init; }

    /// <summary>Its type.</summary>
    public required FunctionType Type { get; init; }

    /// <summary>Operands below its parameters.</summary>
    public required int Height { get; init; }

    /// <summary>Where its end is in the code.</summary>
    public required Label End { get; init; }

    /// <summary>Where a branch goes: the head of a loop, else the end.</summary>
    public required Label Target { get; init; }

    /// <summary>Where a false condition goes.</summary>
    public Label Else { get; init; }

    /// <summary>True until the label of <see cref="Else"/> is placed.</summary>
    public bool ElseOpen { get; set; }

    /// <summary>Temporaries for the results.</summary>
    public required int[] Results { get; init; }

    /// <summary>Temporaries for the parameters of a loop or if.</summary>
    public required int[] Parameters { get; init; }

    /// <summary>Types of what a branch carries.</summary>
    public ValueType[] BranchTypes => Op == WasmOp.Loop ? Type.Parameters : Type.Results;

    /// <summary>Temporaries that take what a branch carries.</summary>
    public int[] BranchTemporaries => Op == WasmOp.Loop ? Parameters : Results;
}
