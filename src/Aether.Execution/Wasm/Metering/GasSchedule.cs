using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>What operations cost. A version names the whole table; governance changes it by a new version.</summary>
/// <remarks>
/// <b>Units</b>: gas. One unit is at most about 10 ns of this engine, with a margin of three.
/// <b>Consensus</b>: every receipt holds the gas used, so changing a weight without a new version forks the chain.
/// <b>Source</b>: start weights of the protocol: simple 1, local 1, load and store 3, branch 2, division 10, call 10,
/// indirect call 30, a page of memory 2,000.
/// </remarks>
public sealed class GasSchedule
{
    private const int Operations = 256;

    private readonly byte[] _weights = new byte[Operations];

    /// <summary>Makes the schedule of the start weights.</summary>
    private GasSchedule(uint version, bool free)
    {
        Version = version;
        for (int op = 0; op < Operations && !free; op++)
        {
            _weights[op] = StartWeight((WasmOp)op);
        }
    }

    /// <summary>The schedule in force from genesis.</summary>
    public static GasSchedule Version1 { get; } = new(1, free: false);

    /// <summary>Weighs nothing: for modules that are not paid for. Code under it can run for ever.</summary>
    public static GasSchedule Unmetered { get; } = new(0, free: true);

    /// <summary>Names the weights in keys of caches.</summary>
    public uint Version { get; }

    /// <summary>Gas of a page by which a memory grows.</summary>
    public ulong GrowPage => Version == 0 ? 0 : 2_000UL;

    /// <summary>Bytes a bulk operation moves for one gas.</summary>
    public uint BulkBytesPerGas => 16;

    /// <summary>Entries a bulk operation on tables moves for one gas.</summary>
    public uint BulkEntriesPerGas => 1;

    /// <summary>Locals cleared at a call for one gas.</summary>
    public uint ClearedLocalsPerGas => 8;

    /// <summary>Gas of an operation, what it moves left out.</summary>
    public uint WeightOf(WasmOp op) => _weights[(int)op & (Operations - 1)];

    /// <summary>Gas at the entry of a function, for the locals it clears.</summary>
    public uint EntryOf(int clearedLocals) =>
        Version == 0 ? 0 : ((uint)clearedLocals + ClearedLocalsPerGas - 1) / ClearedLocalsPerGas;

    /// <summary>Gas of moving <paramref name="bytes"/> in a memory.</summary>
    public ulong BulkBytes(uint bytes) =>
        Version == 0 ? 0 : ((ulong)bytes + BulkBytesPerGas - 1) / BulkBytesPerGas;

    /// <summary>Gas of moving <paramref name="entries"/> in a table.</summary>
    public ulong BulkEntries(uint entries) =>
        Version == 0 ? 0 : ((ulong)entries + BulkEntriesPerGas - 1) / BulkEntriesPerGas;

    /// <summary>Gas of growing a memory by <paramref name="pages"/>.</summary>
    public ulong Grow(uint pages) => pages * GrowPage;

    private static byte StartWeight(WasmOp op) => op switch
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
}
