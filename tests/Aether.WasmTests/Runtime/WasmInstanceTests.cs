using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

/// <summary>What a call changes is as it was at first in the next one.</summary>
public sealed class WasmInstanceTests
{
    private const long Gas = 1_000_000;

    /// <summary>Adds up everything that a call can change, then changes all of it.</summary>
    private const string Text = """
        (module
          (memory 1 4)
          (table 3 8 funcref)
          (global $g (mut i64) (i64.const 5))
          (elem (i32.const 1) $one)
          (elem $passive func $one)
          (data (i32.const 8) "\01\02")
          (data $bytes "\09")
          (type $number (func (result i64)))
          (func $one (type $number) (i64.const 1000))
          (func (export "run") (result i64) (local $sum i64)
            (local.set $sum (i64.add (global.get $g) (i64.load8_u (i32.const 9))))
            (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i32.const 60000))))
            (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (memory.size))))
            (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (table.size 0))))
            (local.set $sum (i64.add (local.get $sum) (call_indirect (type $number) (i32.const 1))))
            (memory.init $bytes (i32.const 60000) (i32.const 0) (i32.const 1))
            (data.drop $bytes)
            (table.init 0 $passive (i32.const 2) (i32.const 0) (i32.const 1))
            (elem.drop $passive)
            (global.set $g (i64.const 77))
            (i32.store (i32.const 8) (i32.const -1))
            (drop (memory.grow (i32.const 2)))
            (drop (table.grow 0 (ref.null func) (i32.const 4)))
            (table.set 0 (i32.const 1) (ref.null func))
            (local.get $sum)))
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Renew_AfterACallThatChangedEverything_GivesTheFirstResult(bool isCompiled)
    {
        WasmModule module = ModuleText.Load(WatText.Compile(Text));
        IWasmCode code = isCompiled
            ? WasmCompiler.Compile(module, null, CompileLimits.Everything)
            : InterpretedCode.Shared;
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
        WasmInstance instance = store.Instantiate(module, code, [], 0, out _, out _)!;
        Assert.True(instance.IsRenewable);
        ulong[] cells = new ulong[1];
        WasmResult first = instance.Call(1, cells, Gas);
        Assert.True(first.Returned);
        Assert.Equal(5ul + 2 + 0 + 1 + 3 + 1000, cells[0]);
        for (int call = 0; call < 3; call++)
        {
            instance.Release();
            Assert.Equal(0, pool.Rented);
            Assert.True(instance.Renew(4).Returned);
            Assert.Equal(first, instance.Call(1, cells, Gas));
            Assert.Equal(5ul + 2 + 0 + 1 + 3 + 1000, cells[0]);
        }
    }

    [Fact]
    public void Dispose_ReleasedInstance_GivesNothingBackTwice()
    {
        WasmModule module = ModuleText.Load(WatText.Compile("(module (memory 1))"));
        using MemoryPool pool = new();
        WasmStore store = new(WasmLimits.Contract, GasSchedule.Version1, pool);
        store.Instantiate(module, InterpretedCode.Shared, [], 0, out _, out _)!.Release();
        store.Dispose();
        Assert.Equal(0, pool.Rented);
        Assert.Equal(MemoryType.PageBytes, pool.KeptBytes);
    }
}
