using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmTests.Suite;

/// <summary>The module <c>spectest</c> that the suite imports.</summary>
internal sealed class SuiteHost(WasmStore store)
{
    private readonly Dictionary<string, WasmExternal> _externals = new(StringComparer.Ordinal)
    {
        ["print"] = Print(),
        ["print_i32"] = Print(ValueType.I32),
        ["print_i64"] = Print(ValueType.I64),
        ["print_f32"] = Print(ValueType.F32),
        ["print_f64"] = Print(ValueType.F64),
        ["print_i32_f32"] = Print(ValueType.I32, ValueType.F32),
        ["print_f64_f64"] = Print(ValueType.F64, ValueType.F64),
        ["global_i32"] = Global(store, ValueType.I32, 666),
        ["global_i64"] = Global(store, ValueType.I64, 666),
        ["global_f32"] = Global(store, ValueType.F32, BitConverter.SingleToUInt32Bits(666.6f)),
        ["global_f64"] = Global(store, ValueType.F64, BitConverter.DoubleToUInt64Bits(666.6)),
        ["table"] = new WasmTable(store, new TableType(ValueType.FuncRef, new ResizeLimits(10, 20))),
        ["memory"] = new WasmMemory(store, new MemoryType(new ResizeLimits(1, 2))),
    };

    /// <summary>What it exports under a name, or null.</summary>
    public WasmExternal? Find(string name) => _externals.GetValueOrDefault(name);

    private static HostFunction Print(params ValueType[] parameters) =>
        new(new FunctionType(parameters, []), 1, static (in HostCall _, Span<ulong> _) => TrapKind.None);

    private static WasmGlobal Global(WasmStore store, ValueType type, ulong cell) =>
        new(store, new GlobalType(type, Mutable: false), cell);
}
