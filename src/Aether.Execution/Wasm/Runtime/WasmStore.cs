using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>All functions, tables, memories and globals of instances that may see one another.</summary>
/// <remarks>
/// <b>Ownership</b>: frees the native memory of all of them when it is disposed; none may be used after that.
/// <b>Threads</b>: one at a time.
/// </remarks>
// SAFETY: indices of functions are below the count; the records move only in AddFunctions.
public sealed unsafe class WasmStore : IDisposable
{
    private readonly Dictionary<FunctionType, int> _typeNumbers = [];
    private readonly List<FunctionType> _types = [];
    private readonly List<WasmInstance> _instances = [];
    private readonly List<HostFunction> _hostFunctions = [];
    private readonly List<WasmExternal> _owned = [];
    private FunctionData* _functions;
    private int _count;
    private int _capacity;

    /// <summary>Makes an empty store.</summary>
    /// <param name="limits">What its instances may have and its calls may use.</param>
    /// <param name="gas">Prices of the operations that charge while they run.</param>
    /// <param name="pool">Where memories come from; the store's calls and its other users are on one thread.</param>
    public WasmStore(WasmLimits limits, GasSchedule gas, MemoryPool pool)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Limits = limits;
        Gas = gas;
        Pool = pool;
        FullBudget = StackBudget.Full(limits);
    }

    /// <summary>What its instances may have and its calls may use.</summary>
    public WasmLimits Limits { get; }

    /// <summary>Prices of the operations that charge while they run.</summary>
    public GasSchedule Gas { get; }

    /// <summary>Functions in the store.</summary>
    public int FunctionCount => _count;

    internal MemoryPool Pool { get; }

    internal int FullBudget { get; }

    internal FunctionData* Functions => _functions;

    /// <summary>Links, instantiates and starts a module.</summary>
    /// <param name="module">A validated module.</param>
    /// <param name="code">What runs its functions.</param>
    /// <param name="imports">What it imports, in its order.</param>
    /// <param name="gas">Gas the start function may use.</param>
    /// <param name="error">Why an import does not fit, empty otherwise.</param>
    /// <param name="result">How the segments and the start function ended.</param>
    /// <returns>The instance; null when it does not link or traps.</returns>
    public WasmInstance? Instantiate(
        WasmModule module,
        IWasmCode code,
        ReadOnlySpan<WasmExternal> imports,
        long gas,
        out string error,
        out WasmResult result)
    {
        ArgumentNullException.ThrowIfNull(module);
        result = default;
        error = WasmLinker.Check(module, imports);
        if (error.Length != 0)
        {
            return null;
        }

        WasmInstance instance = new(this, module, code, imports);
        _instances.Add(instance);
        result = instance.Initialize(gas);
        return result.Returned ? instance : null;
    }

    /// <summary>The type of a function.</summary>
    public FunctionType TypeOf(int function) => _types[_functions[function].TypeNumber];

    /// <summary>Frees everything the instances have.</summary>
    public void Dispose()
    {
        foreach (WasmInstance instance in _instances)
        {
            instance.Free();
        }

        foreach (WasmExternal external in _owned)
        {
            switch (external)
            {
                case WasmMemory memory: memory.Free(); break;
                case WasmTable table: table.Free(); break;
                case WasmGlobal global: global.Free(); break;
                default: break;
            }
        }

        _instances.Clear();
        _owned.Clear();
        NativeMemory.Free(_functions);
        _functions = null;
        _count = _capacity = 0;
    }

    internal void Own(WasmExternal external) => _owned.Add(external);

    internal WasmFunctionReference Reference(int function) => new(this, function, TypeOf(function));

    /// <summary>One number for each type, however many modules have it.</summary>
    internal int TypeNumberOf(FunctionType type)
    {
        if (!_typeNumbers.TryGetValue(type, out int number))
        {
            number = _types.Count;
            _types.Add(type);
            _typeNumbers.Add(type, number);
        }

        return number;
    }

    internal int AddHostFunction(HostFunction function)
    {
        int index = AddFunctions(1);

        // SAFETY: index is below the count that AddFunctions made room for.
        _functions[index] = new FunctionData
        {
            Code = (void*)function.Handle,
            Entry = &WasmCalls.EnterHost,
            TypeNumber = TypeNumberOf(function.Type),
        };
        _hostFunctions.Add(function);
        return index;
    }

    /// <summary>Makes room for functions and gives the index of the first.</summary>
    internal int AddFunctions(int count)
    {
        int first = _count;
        _count += count;
        if (_count > _capacity)
        {
            _capacity = int.Max(_count, 2 * _capacity);

            // SAFETY: every instance is told of the new place; code never keeps the old one across a call.
            nuint bytes = (nuint)_capacity * (nuint)sizeof(FunctionData);
            _functions = (FunctionData*)NativeMemory.Realloc(_functions, bytes);
            foreach (WasmInstance instance in _instances)
            {
                instance.Data->StoreFunctions = _functions;
            }
        }

        return first;
    }
}
