using System.Runtime.CompilerServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Calls that leave the code of one engine: to the host, to other instances, to the other engine.</summary>
// SAFETY: blocks and function records belong to the store of the running instance; cells are enough for the type,
// because every caller sizes them by it.
public static unsafe class WasmCalls
{
    /// <summary>Most cells that a host call copies on the stack.</summary>
    private const int MaxStackCells = 16;

    /// <summary>Calls any function through cells.</summary>
    public static void Call(InstanceData* caller, FunctionData* function, ulong* cells, int budget) =>
        function->Entry(caller, function, cells, budget);

    /// <summary>Calls the function of a module's index through cells.</summary>
    public static void CallIndex(InstanceData* caller, int index, ulong* cells, int budget)
    {
        FunctionData* function = FunctionOf(caller, index);
        function->Entry(caller, function, cells, budget);
    }

    /// <summary>The function behind an entry of a table, of the type asked for; else a trap.</summary>
    public static FunctionData* ResolveIndirect(InstanceData* caller, int typeIndex, int table, uint entry)
    {
        TableData* data = caller->Tables[table];
        if (entry >= data->Length)
        {
            WasmTraps.Throw(caller, TrapKind.UndefinedElement);
        }

        ulong handle = data->Cells[entry];
        if (handle == 0)
        {
            WasmTraps.Throw(caller, TrapKind.UninitializedElement);
        }

        FunctionData* function = caller->StoreFunctions + (handle - 1);
        if (function->TypeNumber != caller->TypeNumbers[typeIndex])
        {
            WasmTraps.Throw(caller, TrapKind.IndirectCallMismatch);
        }

        return function;
    }

    /// <summary>The function of a module's index, imported or not.</summary>
    public static FunctionData* FunctionOf(InstanceData* instance, int index) =>
        instance->StoreFunctions + instance->FunctionIndices[index];

    /// <summary>The cell of a reference to a function of a module.</summary>
    public static ulong RefFunc(InstanceData* instance, int index) => (ulong)instance->FunctionIndices[index] + 1;

    /// <summary>Entry of functions that the instance's code object runs.</summary>
    internal static void EnterInvoked(InstanceData* caller, FunctionData* function, ulong* cells, int budget)
    {
        InstanceData* data = function->Instance;
        data->Gas = caller->Gas;
        WasmInstance instance = WasmInstance.Of(data);
        instance.Code.Invoke(instance, function->Index, cells, budget);
        caller->Gas = data->Gas;
    }

    /// <summary>Entry of functions of the host.</summary>
    /// <remarks>The cells are copied: a call the host makes may use those of the instance.</remarks>
    internal static void EnterHost(InstanceData* caller, FunctionData* function, ulong* cells, int budget)
    {
        HostFunction host = WasmInstance.Of(caller).Store.HostFunctionAt(function->Index);
        if (!StackBudget.TryTake(ref budget, 0))
        {
            WasmTraps.Throw(caller, TrapKind.StackOverflow);
        }

        if (host.Gas > caller->Gas)
        {
            WasmTraps.Throw(caller, TrapKind.OutOfGas);
        }

        caller->Gas -= host.Gas;
        int count = host.Cells;
        if (count <= MaxStackCells)
        {
            EnterHostOnStack(caller, host, cells, budget);
            return;
        }

        ulong[] copy = new Span<ulong>(cells, count).ToArray();
        TrapKind trap = host.Body(new HostCall(caller, budget), copy);
        if (trap != TrapKind.None)
        {
            WasmTraps.Throw(caller, trap);
        }

        copy.CopyTo(new Span<ulong>(cells, count));
    }

    // SAFETY: the body sees only the cells that are copied first; nothing reads the others.
    [SkipLocalsInit]
    private static void EnterHostOnStack(InstanceData* caller, HostFunction host, ulong* cells, int budget)
    {
        ulong* copy = stackalloc ulong[MaxStackCells];
        int count = host.Cells;
        for (int i = 0; i < count; i++)
        {
            copy[i] = cells[i];
        }

        TrapKind trap = host.Body(new HostCall(caller, budget), new Span<ulong>(copy, count));
        if (trap != TrapKind.None)
        {
            WasmTraps.Throw(caller, trap);
        }

        for (int i = 0; i < count; i++)
        {
            cells[i] = copy[i];
        }
    }
}
