using System.Text;
using Aether.Core.Ledger;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>A code that passed the gate, ready to run.</summary>
/// <remarks><b>Threads</b>: shared by all lanes; only its code changes, once.</remarks>
internal sealed class ContractModule : CachedModule
{
    /// <summary>Gas of making an instance, without its pages and the bytes of its segments.</summary>
    public const ulong InstanceGas = 5_000;

    /// <summary>Gas of a unit of <see cref="Wasm.Modules.WasmModule.CompileCost"/>.</summary>
    public const ulong CompileUnitGas = 40;

    // By name, in the order of their bytes.
    private readonly byte[][] _names;
    private readonly int[] _functions;
    private readonly int[] _imports;

    /// <summary>Takes over a checked module and what runs it until it is compiled.</summary>
    public ContractModule(CodeKey key, WasmModule module, IWasmCode code, GasSchedule schedule)
        : base(key, module, code)
    {
        Schedule = schedule;
        _imports = new int[module.Imports.Length];
        for (int index = 0; index < _imports.Length; index++)
        {
            bool known = HostFunctions.TryFind(module.Imports[index].Name, out HostFunctionSpec? function);
            Core.Diagnostics.Check.That(known);
            _imports[index] = function!.Number;
        }
        SortedDictionary<byte[], int> methods = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        foreach (WasmExport export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function
                && !export.Name.StartsWith('_')
                && module.TypeOfFunction(export.Index).Equals(FunctionType.Empty))
            {
                methods.Add(Encoding.UTF8.GetBytes(export.Name), export.Index);
            }
        }
        _names = [.. methods.Keys];
        _functions = [.. methods.Values];
        InstantiationGas = InstanceGas
            + schedule.GasOf((InitialPages * schedule.GrowPage) + schedule.BulkBytes(DataBytes()));
    }

    /// <summary>What its instructions cost.</summary>
    public GasSchedule Schedule { get; }

    /// <summary>Pages of its memory when it starts.</summary>
    public uint InitialPages => Module.Memories.Length == 0 ? 0 : Module.Memories[0].Size.Minimum;

    /// <summary>Gas of making an instance: its pages, and the bytes of its segments.</summary>
    public ulong InstantiationGas { get; }

    /// <summary>
    /// Gas that whoever deploys the code or upgrades to it pays for its compilation, once for each contract.
    /// </summary>
    public ulong CompileGas => (ulong)Module.CompileCost * CompileUnitGas;

    /// <summary>Finds a method: an exported function of type <c>() -&gt; ()</c>, no underscore first.</summary>
    public bool TryFindMethod(ReadOnlySpan<byte> name, out int function)
    {
        int low = 0;
        int high = _names.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = name.SequenceCompareTo(_names[middle]);
            if (order == 0)
            {
                function = _functions[middle];
                return true;
            }
            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }
        function = -1;
        return false;
    }

    /// <summary>What the module imports, out of a lane's host functions.</summary>
    public WasmExternal[] ImportsFrom(ContractHost host)
    {
        WasmExternal[] imports = new WasmExternal[_imports.Length];
        for (int index = 0; index < imports.Length; index++)
        {
            imports[index] = host[_imports[index]];
        }
        return imports;
    }

    private uint DataBytes()
    {
        uint bytes = 0;
        foreach (DataSegment segment in Module.Data)
        {
            bytes += (uint)segment.Bytes.Length;
        }
        return bytes;
    }
}
