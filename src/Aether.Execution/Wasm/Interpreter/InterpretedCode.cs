using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>Runs every function of a module, or those that compiled code leaves, by the interpreter.</summary>
/// <remarks><b>Threads</b>: shared; the state of calls is in the <see cref="CellStack"/> of each thread.</remarks>
// SAFETY: cells are as many as the larger of the function's parameters and results, which its callers size by the type.
public sealed unsafe class InterpretedCode : IWasmCode
{
    private const int CellMask = StackBudget.MaxCells;

    private InterpretedCode()
    {
    }

    /// <summary>The one object: the module comes with the instance.</summary>
    public static InterpretedCode Shared { get; } = new();

    /// <inheritdoc/>
    public void* CodeOf(int function) => null;

    /// <inheritdoc/>
    public delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> EntryOf(int function) => null;

    /// <inheritdoc/>
    public void Invoke(WasmInstance instance, int function, ulong* cells, int budget)
    {
        ArgumentNullException.ThrowIfNull(instance);
        CellStack stack = CellStack.Current;
        WasmFunction callee = instance.Module.Functions[function];
        int left = budget;
        if (!StackBudget.TryTake(ref left, callee.FrameCells))
        {
            WasmTraps.Throw(instance.Data, TrapKind.StackOverflow);
        }

        // Arguments and results may be more than the frame that the budget counts only in the caller's cells.
        int need = (budget & CellMask) + callee.Type.Results.Length;
        int depth = stack.Depth;
        ulong* top = stack.Top;
        ulong* own = stack.Fits(need) ? null : (ulong*)NativeMemory.Alloc((nuint)need, sizeof(ulong));
        try
        {
            ref Frame frame = ref stack.Push(callee, own is null ? top : own);
            frame.Module = instance.Module;
            frame.Budget = left;
            int parameters = callee.Type.Parameters.Length;
            new Span<ulong>(cells, parameters).CopyTo(new Span<ulong>(frame.Locals, parameters));
            new Span<ulong>(frame.Locals + parameters, callee.Locals.Length - parameters).Clear();
            ulong* locals = frame.Locals;
            InterpreterLoop.Run(instance, stack, ref frame);
            int results = callee.Type.Results.Length;
            new Span<ulong>(locals, results).CopyTo(new Span<ulong>(cells, results));
        }
        finally
        {
            stack.Reset(depth, top);
            NativeMemory.Free(own);
        }
    }
}
