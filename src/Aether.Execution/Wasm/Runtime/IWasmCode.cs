namespace Aether.Execution.Wasm.Runtime;

/// <summary>Runs the functions of one module: the interpreter and the compiler each make one.</summary>
/// <remarks><b>Threads</b>: shared by all instances of the module; holds nothing of a call.</remarks>
// SAFETY: pointers that it gives live as long as it does; those it gets outlive the call.
public unsafe interface IWasmCode
{
    /// <summary>Compiled code of a function with its own signature, or null where there is none.</summary>
    /// <param name="function">Number of the function among those the module defines.</param>
    void* CodeOf(int function);

    /// <summary>
    /// The way into a function through cells, as <see cref="FunctionData.Entry"/>, or null for functions that
    /// <see cref="Invoke"/> runs.
    /// </summary>
    delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> EntryOf(int function);

    /// <summary>Runs a function that has no <see cref="EntryOf"/>.</summary>
    /// <param name="instance">The instance whose function it is. Its gas is true before and after.</param>
    /// <param name="function">Number of the function among those the module defines.</param>
    /// <param name="cells">Arguments; the results replace them. Nested calls write there: copy first.</param>
    /// <param name="budget">The <see cref="StackBudget"/> left before the function's own frame.</param>
    /// <remarks><b>Errors</b>: traps through <see cref="WasmTraps.Throw"/>.</remarks>
    void Invoke(WasmInstance instance, int function, ulong* cells, int budget);
}
