using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>What the compiler of a function needs of its module.</summary>
internal sealed class ModuleContext
{
    private const int PageShift = 16;

    private readonly bool[] _mayGrow;

    /// <summary>Prepares the module's facts.</summary>
    public ModuleContext(WasmModule module, MethodBuilder?[] methods)
    {
        Module = module;
        Methods = methods;
        MinimumMemoryBytes = module.Memories.Length == 0 ? 0 : (long)module.Memories[0].Size.Minimum << PageShift;
        _mayGrow = FindGrowing();
    }

    /// <summary>The module.</summary>
    public WasmModule Module { get; }

    /// <summary>Methods of the functions that are compiled, by number among those the module defines.</summary>
    public MethodBuilder?[] Methods { get; }

    /// <summary>Bytes that memory 0 always has.</summary>
    public long MinimumMemoryBytes { get; }

    /// <summary>True when memory 0 may move during a call of the function.</summary>
    public bool MayGrow(int function) =>
        function < Module.ImportedFunctions || _mayGrow[function - Module.ImportedFunctions];

    /// <summary>Functions that grow the memory, call what is not known, or call such a function.</summary>
    private bool[] FindGrowing()
    {
        int imported = Module.ImportedFunctions;
        List<int>[] callers = new List<int>[Module.Functions.Length];
        bool[] growing = new bool[Module.Functions.Length];
        Stack<int> open = new();
        for (int i = 0; i < growing.Length; i++)
        {
            foreach (ref readonly Instruction instruction in Module.Functions[i].Code.AsSpan())
            {
                bool grows = instruction.Op is WasmOp.MemoryGrow or WasmOp.CallIndirect
                    || (instruction.Op == WasmOp.Call && instruction.A < imported);
                if (grows && !growing[i])
                {
                    growing[i] = true;
                    open.Push(i);
                }
                else if (instruction.Op == WasmOp.Call && !grows)
                {
                    (callers[instruction.A - imported] ??= []).Add(i);
                }
            }
        }

        while (open.TryPop(out int function))
        {
            foreach (int caller in callers[function] ?? [])
            {
                if (!growing[caller])
                {
                    growing[caller] = true;
                    open.Push(caller);
                }
            }
        }

        return growing;
    }
}
