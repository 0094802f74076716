using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;

namespace Aether.WasmTests.Differential;

/// <summary>What became of a generated module on one engine.</summary>
/// <param name="Line">Results or traps of the calls, the memory and the globals, as the node script says it.</param>
/// <param name="Calls">Trap and gas of each call.</param>
internal sealed record EngineRun(string Line, WasmResult[] Calls)
{
    /// <summary>Gas that no shallow module needs.</summary>
    public const long Ample = 1L << 40;

    /// <summary>Gas of all calls.</summary>
    public long GasUsed => Calls.Sum(call => call.GasUsed);

    /// <summary>True when an engine without gas or with another stack may end otherwise.</summary>
    public bool IsOfThisEngine =>
        Calls.Any(call => call.Trap is TrapKind.OutOfGas or TrapKind.StackOverflow);

    /// <summary>Runs the calls of a module, each with <paramref name="gas"/>. On a thread for wasm.</summary>
    public static EngineRun Of(GeneratedModule generated, WasmModule module, IWasmCode code, MemoryPool pool, long gas)
    {
        using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, pool);
        WasmInstance? instance = store.Instantiate(module, code, [], gas, out string error, out WasmResult started);
        if (instance is null)
        {
            return new EngineRun($"refused:{error}{started.Trap}", []);
        }
        var line = new StringBuilder();
        var calls = new WasmResult[generated.Calls];
        Span<ulong> cells = stackalloc ulong[8];
        for (int i = 0; i < calls.Length; i++)
        {
            cells.Clear();
            calls[i] = instance.Call(i, cells, gas);
            Append(line, module.TypeOfFunction(i), calls[i].Trap, cells);
        }
        Append(line, (WasmMemory)instance.Export("m")!);
        for (int i = 0; i < generated.Globals; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"|{((WasmGlobal)instance.Export($"g{i}")!).Value:x}");
        }
        return new EngineRun(line.ToString(), calls);
    }

    private static void Append(StringBuilder line, FunctionType type, TrapKind trap, ReadOnlySpan<ulong> cells)
    {
        if (trap != TrapKind.None)
        {
            line.Append(ClassOf(trap)).Append('|');
            return;
        }
        for (int i = 0; i < type.Results.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}{cells[i]:x}");
        }
        line.Append('|');
    }

    private static void Append(StringBuilder line, WasmMemory memory)
    {
        memory.TrySlice(0, (int)memory.Bytes, out Span<byte> bytes);
        uint hash = 0x811C_9DC5;
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            hash = (hash ^ word) * 0x0100_0193;
        }
        line.Append(CultureInfo.InvariantCulture, $"{hash:x}");
    }

    private static string ClassOf(TrapKind trap) => trap switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.DivideByZero => "zero",
        TrapKind.IntegerOverflow => "overflow",
        TrapKind.MemoryOutOfBounds => "memory",
        TrapKind.TableOutOfBounds or TrapKind.UndefinedElement => "table",
        TrapKind.IndirectCallMismatch or TrapKind.UninitializedElement => "signature",
        TrapKind.StackOverflow => "stack",
        _ => trap.ToString(),
    };
}
