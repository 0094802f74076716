using System.Reflection;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Compiled code of a module. Functions that were not compiled run in the interpreter.</summary>
/// <remarks>
/// <b>Ownership</b>: keeps the emitted assembly; when nothing holds this object or runs its code any more, the runtime
/// unloads it. Instances hold their code object. <b>Threads</b>: immutable.
/// </remarks>
// SAFETY: the pointers are those of methods of the assembly that _type keeps.
public sealed unsafe class CompiledCode : IWasmCode
{
    private readonly Type _type;
    private readonly nint[] _code;
    private readonly nint[] _entries;
    private readonly IWasmCode? _interpreter;

    internal CompiledCode(Type type, nint[] code, nint[] entries, IWasmCode? interpreter)
    {
        _type = type;
        _code = code;
        _entries = entries;
        _interpreter = interpreter;
        foreach (nint method in code)
        {
            CompiledFunctions += method == 0 ? 0 : 1;
        }
    }

    /// <summary>Functions that are compiled.</summary>
    public int CompiledFunctions { get; }

    /// <summary>The emitted assembly.</summary>
    internal Assembly Assembly => _type.Assembly;

    /// <inheritdoc/>
    public void* CodeOf(int function) => (void*)_code[function];

    /// <inheritdoc/>
    public delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> EntryOf(int function) =>
        (delegate* managed<InstanceData*, FunctionData*, ulong*, int, void>)_entries[function];

    /// <inheritdoc/>
    public void Invoke(WasmInstance instance, int function, ulong* cells, int budget)
    {
        if (_interpreter is null)
        {
            throw new InvalidOperationException($"function {function} of {_type.Name} has no code");
        }

        _interpreter.Invoke(instance, function, cells, budget);
    }
}
