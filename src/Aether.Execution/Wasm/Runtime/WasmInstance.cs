using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A module with its memories, tables and globals in a store.</summary>
/// <remarks><b>Ownership</b>: its store frees it. <b>Threads</b>: those of the store.</remarks>
// SAFETY: Data and all it points to live until the store frees the instance; indices are those of validated code.
public sealed unsafe class WasmInstance
{
    private readonly WasmMemory[] _memories;
    private readonly WasmTable[] _tables;
    private readonly bool[] _droppedData;
    private readonly bool[] _droppedElements;

    internal WasmInstance(WasmStore store, WasmModule module, IWasmCode code, ReadOnlySpan<WasmExternal> imports)
    {
        Store = store;
        Module = module;
        Code = code;
        _memories = module.Memories.Length == 0 ? [] : new WasmMemory[module.Memories.Length];
        _tables = module.Tables.Length == 0 ? [] : new WasmTable[module.Tables.Length];
        _droppedData = module.Data.Length == 0 ? [] : new bool[module.Data.Length];
        _droppedElements = module.Elements.Length == 0 ? [] : new bool[module.Elements.Length];
        Data = InstanceLayout.Allocate(store, module);
        Data->Handle = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        BindImports(imports);
        AddFunctions();
        for (int i = module.ImportedTables; i < _tables.Length; i++)
        {
            _tables[i] = new WasmTable(store, module.Tables[i]);
            Data->Tables[i] = _tables[i].Data;
        }

        for (int i = module.ImportedMemories; i < _memories.Length; i++)
        {
            _memories[i] = new WasmMemory(store, module.Memories[i]);
            _memories[i].Attach(Data);
        }
    }

    /// <summary>The store it lives in.</summary>
    public WasmStore Store { get; }

    /// <summary>The module.</summary>
    public WasmModule Module { get; }

    /// <summary>What runs its functions.</summary>
    public IWasmCode Code { get; }

    /// <summary>What running code needs of it.</summary>
    public InstanceData* Data { get; private set; }

    /// <summary>The instance of a block.</summary>
    public static WasmInstance Of(InstanceData* data) =>
        (WasmInstance)GCHandle.FromIntPtr(data->Handle).Target!;

    /// <summary>True when the code object itself runs a function that the module defines.</summary>
    public bool IsInvoked(int function) => Code.EntryOf(function) is null;

    /// <summary>Finds an export by name.</summary>
    public WasmExternal? Export(string name)
    {
        foreach (WasmExport export in Module.Exports)
        {
            if (string.Equals(export.Name, name, StringComparison.Ordinal))
            {
                return Export(export);
            }
        }

        return null;
    }

    /// <summary>Calls a function from outside, with the whole stack budget of the store.</summary>
    /// <param name="function">Its index in the module.</param>
    /// <param name="cells">Arguments; the results replace them. At least as many as the larger of both.</param>
    /// <param name="gas">Gas it may use.</param>
    /// <remarks>
    /// <b>Threads</b>: goes to a <see cref="WasmThread"/> when the caller is none: make many calls on one.
    /// <b>Errors</b>: traps are in the result; cells are undefined then.
    /// </remarks>
    public WasmResult Call(int function, Span<ulong> cells, long gas) =>
        Call(function, cells, gas, Store.FullBudget);

    /// <summary>Calls a function with the stack that is left to a host call.</summary>
    /// <remarks>As the other. <paramref name="budget"/> comes from <see cref="HostCall.Budget"/>.</remarks>
    public WasmResult Call(int function, Span<ulong> cells, long gas, int budget)
    {
        Check.That((uint)function < (uint)Module.FunctionTypeIndices.Length);
        FunctionType type = Module.TypeOfFunction(function);
        Check.That(cells.Length >= int.Max(type.Parameters.Length, type.Results.Length));
        fixed (ulong* pinned = cells)
        {
            return WasmThread.IsCurrent
                ? Enter(function, pinned, gas, budget)
                : EnterElsewhere(function, (nint)pinned, gas, budget);
        }
    }

    internal WasmMemory MemoryAt(int index) => _memories[index];

    internal WasmTable TableAt(int index) => _tables[index];

    /// <summary>Bytes of a data segment: none once it is dropped.</summary>
    internal ReadOnlySpan<byte> DataAt(int segment) =>
        _droppedData[segment] ? default : Module.Data[segment].Bytes.Span;

    internal void DropData(int segment) => _droppedData[segment] = true;

    /// <summary>References of an element segment: none once it is dropped.</summary>
    internal ReadOnlySpan<ConstantExpression> ElementsAt(int segment) =>
        _droppedElements[segment] ? default : Module.Elements[segment].Items;

    internal void DropElements(int segment) => _droppedElements[segment] = true;

    internal FunctionData* FunctionAt(int index) => WasmCalls.FunctionOf(Data, index);

    internal ulong Evaluate(in ConstantExpression expression) => expression.Op switch
    {
        WasmOp.GlobalGet => *GlobalCell((int)expression.Bits),
        WasmOp.RefFunc => WasmCalls.RefFunc(Data, (int)expression.Bits),
        WasmOp.RefNull => 0,
        _ => expression.Bits,
    };

    /// <summary>True when <see cref="Renew"/> can make it as it was when it was instantiated.</summary>
    /// <remarks>What it imports from other instances is theirs.</remarks>
    internal bool IsRenewable => Module.Start < 0 && Module.ImportedTables == 0 && Module.ImportedMemories == 0
        && Module.ImportedGlobals == 0;

    /// <summary>Gives its memory back, until it is renewed: no call may be made before.</summary>
    internal void Release()
    {
        foreach (WasmMemory memory in _memories)
        {
            memory.Release();
        }
    }

    /// <summary>Makes a released instance as it was when it was instantiated.</summary>
    /// <param name="maxPages">Most pages its memory may have.</param>
    internal WasmResult Renew(uint maxPages)
    {
        Check.That(IsRenewable);
        foreach (WasmMemory memory in _memories)
        {
            memory.Renew(maxPages);
        }

        foreach (WasmTable table in _tables)
        {
            table.Renew();
        }

        Array.Clear(_droppedData);
        Array.Clear(_droppedElements);
        return Initialize(0);
    }

    /// <summary>Sets globals, copies active segments and calls the start function, in this order.</summary>
    internal WasmResult Initialize(long gas)
    {
        for (int i = 0; i < Module.GlobalValues.Length; i++)
        {
            *GlobalCell(Module.ImportedGlobals + i) = Evaluate(Module.GlobalValues[i]);
        }

        TrapKind trap = CopySegments();
        if (trap != TrapKind.None)
        {
            return new WasmResult(trap, 0);
        }

        return Module.Start < 0 ? default : Call(Module.Start, default, gas);
    }

    internal void Free()
    {
        GCHandle.FromIntPtr(Data->Handle).Free();
        NativeMemory.Free(Data);
        Data = null;
    }

    // Apart, because what goes to another thread is allocated.
    private WasmResult EnterElsewhere(int function, nint cells, long gas, int budget)
    {
        WasmResult result = default;
        WasmThread.Run(() => result = Enter(function, (ulong*)cells, gas, budget));
        return result;
    }

    private WasmResult Enter(int function, ulong* cells, long gas, int budget)
    {
        Data->Gas = gas;
        try
        {
            WasmCalls.Call(Data, FunctionAt(function), cells, budget);
            return new WasmResult(TrapKind.None, gas - Data->Gas);
        }
        catch (WasmTrapException trap)
        {
            return new WasmResult(trap.Kind, gas - trap.GasLeft);
        }
    }

    private WasmExternal Export(WasmExport export) => export.Kind switch
    {
        ExternalKind.Function => Store.Reference(Data->FunctionIndices[export.Index]),
        ExternalKind.Table => _tables[export.Index],
        ExternalKind.Memory => _memories[export.Index],
        _ => new WasmGlobal(Module.Globals[export.Index], GlobalCell(export.Index)),
    };

    private ulong* GlobalCell(int index) => index < Module.ImportedGlobals
        ? Data->ImportedGlobals[index]
        : &Data->FirstGlobal + (index - Module.ImportedGlobals);

    private void BindImports(ReadOnlySpan<WasmExternal> imports)
    {
        int functions = 0, tables = 0, memories = 0, globals = 0;
        foreach (WasmExternal import in imports)
        {
            switch (import)
            {
                case WasmFunctionReference function:
                    Check.That(ReferenceEquals(function.Store, Store));
                    Data->FunctionIndices[functions++] = function.Index;
                    break;
                case HostFunction host:
                    Data->FunctionIndices[functions++] = Store.AddHostFunction(host);
                    break;
                case WasmTable table:
                    _tables[tables] = table;
                    Data->Tables[tables++] = table.Data;
                    break;
                case WasmMemory memory:
                    _memories[memories++] = memory;
                    memory.Attach(Data);
                    break;
                default:
                    Data->ImportedGlobals[globals++] = ((WasmGlobal)import).Cell;
                    break;
            }
        }
    }

    private void AddFunctions()
    {
        int first = Store.AddFunctions(Module.Functions.Length);
        Data->StoreFunctions = Store.Functions;
        for (int i = 0; i < Module.Functions.Length; i++)
        {
            WasmFunction function = Module.Functions[i];
            FunctionData* data = Store.Functions + first + i;
            data->Instance = Data;
            data->Code = Code.CodeOf(i);
            data->Entry = Code.EntryOf(i);
            data->TypeNumber = Data->TypeNumbers[function.TypeIndex];
            data->Index = i;
            if (data->Entry is null)
            {
                data->Entry = &WasmCalls.EnterInvoked;
            }

            Data->FunctionIndices[function.Index] = first + i;
        }
    }

    private TrapKind CopySegments()
    {
        for (int i = 0; i < Module.Elements.Length; i++)
        {
            ElementSegment segment = Module.Elements[i];
            if (segment.Mode == SegmentMode.Active
                && !BulkOperations.TryInitialize(
                    this, i, segment.TableIndex, (uint)Evaluate(segment.Destination), 0, (uint)segment.Items.Length))
            {
                return TrapKind.TableOutOfBounds;
            }

            _droppedElements[i] = segment.Mode != SegmentMode.Passive;
        }

        for (int i = 0; i < Module.Data.Length; i++)
        {
            DataSegment segment = Module.Data[i];
            if (segment.Mode == SegmentMode.Active)
            {
                uint start = (uint)Evaluate(segment.Destination);
                if (!_memories[segment.MemoryIndex].TrySlice(start, segment.Bytes.Length, out Span<byte> target))
                {
                    return TrapKind.MemoryOutOfBounds;
                }

                segment.Bytes.Span.CopyTo(target);
                _droppedData[i] = true;
            }
        }

        return TrapKind.None;
    }
}
