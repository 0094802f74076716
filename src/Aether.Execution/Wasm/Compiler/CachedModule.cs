using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>A validated module and what runs it: the interpreter until its compiled code is there.</summary>
/// <remarks><b>Threads</b>: any. Both kinds of code give the same results, gas and traps.</remarks>
public class CachedModule
{
    private IWasmCode _code;

    internal CachedModule(CodeKey key, WasmModule module, IWasmCode interpreter)
    {
        Key = key;
        Module = module;
        Interpreter = interpreter;
        _code = interpreter;
    }

    /// <summary>Its name.</summary>
    public CodeKey Key { get; }

    /// <summary>The module.</summary>
    public WasmModule Module { get; }

    /// <summary>What to make an instance with, now.</summary>
    public IWasmCode Code => Volatile.Read(ref _code);

    /// <summary>True when the code is compiled.</summary>
    public bool IsCompiled => Code is CompiledCode;

    internal IWasmCode Interpreter { get; }

    /// <summary>1 once it waits for the compiler or has been there.</summary>
    internal int Queued;

    /// <summary>When it was used last, on the clock of its cache.</summary>
    internal long LastUse;

    /// <summary>Pairs with the read in <see cref="Code"/>: the code is whole before it is seen.</summary>
    internal void SetCode(CompiledCode code) => Volatile.Write(ref _code, code);
}
