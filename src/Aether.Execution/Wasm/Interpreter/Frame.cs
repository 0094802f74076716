using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>A call that the interpreter runs.</summary>
// SAFETY: Locals points into the CellStack that holds the frame.
internal unsafe struct Frame
{
    /// <summary>The module of the function.</summary>
    public WasmModule Module;

    /// <summary>The function.</summary>
    public WasmFunction Function;

    /// <summary>Its locals, parameters first; its operands follow.</summary>
    public ulong* Locals;

    /// <summary>Index of the instruction after the call it makes.</summary>
    public int Next;

    /// <summary>The <see cref="StackBudget"/> left to calls it makes.</summary>
    public int Budget;

    /// <summary>Takes the frame from the budget of its caller. False when it does not fit.</summary>
    public bool TryTake(ref Frame caller)
    {
        Budget = caller.Budget;
        return StackBudget.TryTake(ref Budget, Function.FrameCells);
    }
}
