using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>The weights of the schedules' operations.</summary>
/// <remarks>
/// A measured weight is that of the stream of the operation that is slowest for the processor: each result feeds the
/// next one, jumps cannot be foretold, loads go to the far end of the memory. <b>Consensus</b>: every number.
/// </remarks>
internal static class GasWeights
{
    /// <summary>Operations that a table has room for.</summary>
    public const int Operations = 256;

    /// <summary>Most pages of a memory that lies in the caches nearest to the processor: 256 KiB.</summary>
    public const uint NearPages = 4;

    /// <summary>Most pages of a memory that lies in a cache of one processor: 1 MiB.</summary>
    public const uint MiddlePages = 16;

    private static readonly ushort[] s_loads = [20, 80, 1_500];
    private static readonly ushort[] s_stores = [10, 15, 100];

    /// <summary>The weights of all operations.</summary>
    public static ushort[] TableOf(Func<WasmOp, ushort> weightOf)
    {
        ushort[] table = new ushort[Operations];
        for (int op = 0; op < table.Length; op++)
        {
            table[op] = weightOf((WasmOp)op);
        }
        return table;
    }

    /// <summary>Which weights of loads and stores go with a memory of at most so many pages.</summary>
    public static int SizeOf(uint pages) => pages <= NearPages ? 0 : pages <= MiddlePages ? 1 : 2;

    /// <summary>Version 1.</summary>
    public static ushort Start(WasmOp op) => op switch
    {
        WasmOp.Nop or WasmOp.Else or WasmOp.End or WasmOp.Charge => 0,
        WasmOp.Block or WasmOp.Loop => 1,
        WasmOp.If or WasmOp.Br or WasmOp.BrIf or WasmOp.Return => 2,
        WasmOp.BrTable => 4,
        WasmOp.Call => 10,
        WasmOp.CallIndirect => 30,
        WasmOp.GlobalGet or WasmOp.GlobalSet => 2,
        WasmOp.TableGet or WasmOp.TableSet => 5,
        >= WasmOp.I32Load and <= WasmOp.I64Store32 => 3,
        WasmOp.MemoryGrow or WasmOp.TableGrow => 100,
        >= WasmOp.I32DivS and <= WasmOp.I32RemU => 10,
        >= WasmOp.I64DivS and <= WasmOp.I64RemU => 10,
        WasmOp.F32Div or WasmOp.F64Div or WasmOp.F32Sqrt or WasmOp.F64Sqrt => 10,
        WasmOp.MemoryInit or WasmOp.MemoryCopy or WasmOp.MemoryFill => 20,
        WasmOp.TableInit or WasmOp.TableCopy or WasmOp.TableFill => 20,
        WasmOp.DataDrop or WasmOp.ElemDrop => 5,
        _ => 1,
    };

    /// <summary>Version 2.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="size">What <see cref="SizeOf"/> gives for the module's memory.</param>
    public static ushort Measured(WasmOp op, int size) => op switch
    {
        WasmOp.Nop or WasmOp.Else or WasmOp.End or WasmOp.Charge => 0,
        WasmOp.If or WasmOp.BrIf or WasmOp.Select or WasmOp.SelectTyped => 20,
        WasmOp.Br or WasmOp.Return => 4,
        WasmOp.BrTable => 40,
        WasmOp.Call => 34,
        WasmOp.CallIndirect => 100,
        >= WasmOp.I32Load and <= WasmOp.I64Load32U => s_loads[size],
        >= WasmOp.I32Store and <= WasmOp.I64Store32 => s_stores[size],
        WasmOp.MemoryGrow or WasmOp.TableGrow => 1_000,
        WasmOp.MemoryCopy or WasmOp.MemoryFill => 350,
        WasmOp.MemoryInit => 500,
        WasmOp.TableInit or WasmOp.TableCopy or WasmOp.TableFill => 500,
        WasmOp.DataDrop or WasmOp.ElemDrop => 100,
        WasmOp.TableGet or WasmOp.TableSet or WasmOp.TableSize => 20,
        >= WasmOp.I32Eqz and <= WasmOp.F64Ge => 4,
        WasmOp.I32Clz or WasmOp.I32Ctz or WasmOp.I32Popcnt or WasmOp.I64Clz or WasmOp.I64Ctz or WasmOp.I64Popcnt => 3,
        WasmOp.I32Mul or WasmOp.I64Mul or WasmOp.I32Rotl or WasmOp.I32Rotr or WasmOp.I64Rotl or WasmOp.I64Rotr => 6,
        >= WasmOp.I32DivS and <= WasmOp.I32RemU => 30,
        >= WasmOp.I64DivS and <= WasmOp.I64RemU => 45,
        >= WasmOp.F32Abs and <= WasmOp.F64Copysign => 45,
        _ => 2,
    };
}
