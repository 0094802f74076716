using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed class HostFunctionTests
{
    private static readonly FunctionType s_type = new([ValueType.I32, ValueType.I64], [ValueType.I64]);

    /// <summary>Imports (i32, i64) -> i64 as "h" and calls it with 7 and 35; one page of memory.</summary>
    private static readonly byte[] s_module = ModuleText.Module(
        ModuleText.Section(1, [2, 0x60, 2, 0x7F, 0x7E, 1, 0x7E, 0x60, 0, 1, 0x7E]),
        ModuleText.Section(2, [1, 1, (byte)'e', 1, (byte)'h', 0, 0]),
        ModuleText.Section(3, [1, 1]),
        ModuleText.Section(5, [1, 0, 1]),
        ModuleText.Section(7, [1, 1, (byte)'f', 0, 1]),
        ModuleText.Section(10, [1, 8, 0, 0x41, 7, 0x42, 35, 0x10, 0, 0x0B]));

    [Fact]
    public void Call_ArgumentsAndResult_PassThroughCells()
    {
        ulong[] cells = new ulong[1];
        WasmResult result = Run((in HostCall call, Span<ulong> c) => Sum(call, c), 1_000, cells);
        Assert.True(result.Returned);
        Assert.Equal(42ul, cells[0]);
    }

    [Fact]
    public void Call_Memory_IsTheCallers()
    {
        WasmResult result = Run(
            static (in HostCall call, Span<ulong> _) =>
            {
                call.Memory[65_535] = 1;
                return call.Memory.Length == MemoryType.PageBytes ? TrapKind.None : TrapKind.HostTrap;
            },
            1_000,
            new ulong[1]);
        Assert.True(result.Returned);
    }

    [Fact]
    public void Call_Trap_EndsTheCallWithItsGas()
    {
        WasmResult returned = Run(static (in HostCall _, Span<ulong> _) => TrapKind.None, 1_000, new ulong[1]);
        WasmResult trapped = Run(static (in HostCall _, Span<ulong> _) => TrapKind.HostTrap, 1_000, new ulong[1]);
        Assert.Equal(TrapKind.HostTrap, trapped.Trap);
        Assert.Equal(returned.GasUsed, trapped.GasUsed);
    }

    [Fact]
    public void TryCharge_MoreThanThereIs_TakesNothing()
    {
        WasmResult plain = Run(static (in HostCall _, Span<ulong> _) => TrapKind.None, 1_000, new ulong[1]);
        WasmResult charged = Run(
            static (in HostCall call, Span<ulong> _) =>
            {
                long left = call.GasLeft;
                bool refused = !call.TryCharge(left + 1) && !call.TryCharge(-1) && call.GasLeft == left;
                return refused && call.TryCharge(100) ? TrapKind.None : TrapKind.HostTrap;
            },
            1_000,
            new ulong[1]);
        Assert.True(charged.Returned);
        Assert.Equal(plain.GasUsed + 100, charged.GasUsed);
    }

    [Fact]
    public void Call_BackIntoTheInstance_StaysInTheStackBudget()
    {
        int calls = 0;
        WasmResult result = Run(
            (in HostCall call, Span<ulong> c) =>
            {
                calls++;
                return call.Call(call.Caller, 1, new ulong[1], long.MaxValue).Trap;
            },
            1 << 20,
            new ulong[1]);
        Assert.Equal(TrapKind.StackOverflow, result.Trap);

        // Frames of both kinds count alike.
        Assert.Equal(WasmLimits.Contract.MaxCallDepth / 2, calls);
    }

    /// <summary>16 cells lie in the frame of the caller, 17 in the cells of the instance.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    public void Call_BackIntoTheInstance_LeavesTheArgumentsAsTheyAre(int count)
    {
        string parameters = string.Concat(Enumerable.Repeat(" i64", count));
        string text = $"""
            (module
              (type $t (func (param{parameters}) (result i64)))
              (import "e" "h" (func $h (type $t)))
              (func (export "f") (result i64) {Constants(count, 1)} (call $h))
              (func (export "g") (result i64) {Constants(count, 1_000)} (call $h)))
            """;
        ValueType[] types = [.. Enumerable.Repeat(ValueType.I64, count)];
        List<ulong[]> seen = [];
        WasmModule module = ModuleText.Load(WatText.Compile(text));
        WasmResult result = Run(module, new FunctionType(types, [ValueType.I64]), Body, 10_000, new ulong[1]);
        Assert.True(result.Returned);
        Assert.Equal(2, seen.Count);
        Assert.Equal(Enumerable.Range(1_000, count).Select(i => (ulong)i), seen[0]);
        Assert.Equal(Enumerable.Range(1, count).Select(i => (ulong)i), seen[1]);

        TrapKind Body(in HostCall call, Span<ulong> cells)
        {
            if (cells[0] == 1)
            {
                call.Call(call.Caller, 2, new ulong[1], long.MaxValue);
            }

            seen.Add(cells.ToArray());
            return TrapKind.None;
        }
    }

    [Fact]
    public void Instantiate_WrongImport_DoesNotLink()
    {
        WasmModule module = ModuleText.Load(s_module);
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
        HostFunction wrong = new(new FunctionType([], []), 0, static (in HostCall _, Span<ulong> _) => TrapKind.None);
        CompiledCode code = WasmCompiler.Compile(module, null, CompileLimits.Everything);
        Assert.Null(store.Instantiate(module, code, [wrong], 0, out string error, out _));
        Assert.Equal("incompatible import type: e.h", error);
        Assert.Null(store.Instantiate(module, code, [], 0, out error, out _));
        Assert.Equal("unknown import", error);
    }

    private static TrapKind Sum(in HostCall call, Span<ulong> cells)
    {
        cells[0] += cells[1];
        return call.GasLeft > 0 ? TrapKind.None : TrapKind.HostTrap;
    }

    private static string Constants(int count, int first) =>
        string.Join(' ', Enumerable.Range(first, count).Select(i => $"(i64.const {i})"));

    private static WasmResult Run(HostBody body, long gas, ulong[] cells) =>
        Run(ModuleText.Load(s_module), s_type, body, gas, cells);

    private static WasmResult Run(WasmModule module, FunctionType type, HostBody body, long gas, ulong[] cells)
    {
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
        CompiledCode code = WasmCompiler.Compile(module, null, CompileLimits.Everything);
        WasmExternal[] imports = [new HostFunction(type, 20, body)];
        WasmInstance instance = store.Instantiate(module, code, imports, 0, out string error, out _)!;
        Assert.Equal("", error);
        return instance.Call(1, cells, gas);
    }
}
