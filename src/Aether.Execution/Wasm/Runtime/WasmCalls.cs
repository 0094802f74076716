using System.Runtime.CompilerServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Calls that leave the code of one engine: to the host, to other instances, to the other engine.</summary>
// SAFETY: blocks and function records belong to the store of the running instance; cells are enough for the type,
// because every caller sizes them by it.
public static unsafe class WasmCalls
{
    /// <summary>Calls any function through cells.</summary>
    public static void Call(InstanceData* caller, FunctionData* function, ulong* cells, int budget) =>
        function->Entry(caller, function, cells, budget);

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
    /// <remarks>
    /// At most <see cref="CallCells.Count"/> cells belong to the frame that calls. More of them may lie in the scratch
    /// cells of the instance, which a call that the host makes may use: those are copied.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void EnterHost(InstanceData* caller, FunctionData* function, ulong* cells, int budget)
    {
        HostFunction host = HostFunction.Of((nint)function->Code);
        if (!StackBudget.TryTake(ref budget, 0))
        {
            WasmTraps.Throw(caller, TrapKind.StackOverflow);
        }

        long left = caller->Gas - host.Gas;
        if (left < 0)
        {
            WasmTraps.Throw(caller, TrapKind.OutOfGas);
        }

        caller->Gas = left;
        int count = host.Cells;
        TrapKind trap = count <= CallCells.Count
            ? host.Body(new HostCall(caller, budget), new Span<ulong>(cells, count))
            : CallCopied(caller, host, cells, budget);
        if (trap != TrapKind.None)
        {
            WasmTraps.Throw(caller, trap);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TrapKind CallCopied(InstanceData* caller, HostFunction host, ulong* cells, int budget)
    {
        Span<ulong> own = new(cells, host.Cells);
        ulong[] copy = own.ToArray();
        TrapKind trap = host.Body(new HostCall(caller, budget), copy);
        copy.CopyTo(own);
        return trap;
    }
}
