using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Operations on ranges of memories and tables: they charge for what they will do, check, and do it.</summary>
/// <remarks>
/// Both engines call these, so gas and traps agree by construction. Gas of the instance's block must be true.
/// <b>Errors</b>: trap through <see cref="WasmTraps.Throw"/>.
/// </remarks>
// SAFETY: the block is that of the running instance; every range is checked before it is touched.
public static unsafe class BulkOperations
{
    /// <summary>Adds pages to memory 0; gives the pages before, or -1.</summary>
    public static int MemoryGrow(InstanceData* data, uint pages)
    {
        WasmInstance instance = WasmInstance.Of(data);
        WasmMemory memory = instance.MemoryAt(0);

        // Pages that cannot be had cost nothing: no work is done for them.
        if (pages <= instance.Store.Limits.MaxMemoryPages)
        {
            Charge(data, instance.Store.Gas.Grow(pages));
        }

        return unchecked((int)memory.Grow(pages));
    }

    /// <summary>Fills bytes of memory 0.</summary>
    public static void MemoryFill(InstanceData* data, uint start, uint value, uint count)
    {
        Charge(data, WasmInstance.Of(data).Store.Gas.BulkBytes(count));
        CheckMemory(data, start, count);
        NativeMemory.Fill(data->Memory + start, count, unchecked((byte)value));
    }

    /// <summary>Copies bytes inside memory 0, as if through a buffer.</summary>
    public static void MemoryCopy(InstanceData* data, uint target, uint source, uint count)
    {
        Charge(data, WasmInstance.Of(data).Store.Gas.BulkBytes(count));
        CheckMemory(data, target, count);
        CheckMemory(data, source, count);
        Buffer.MemoryCopy(data->Memory + source, data->Memory + target, count, count);
    }

    /// <summary>Copies bytes of a data segment into memory 0.</summary>
    public static void MemoryInit(InstanceData* data, int segment, uint target, uint source, uint count)
    {
        WasmInstance instance = WasmInstance.Of(data);
        Charge(data, instance.Store.Gas.BulkBytes(count));
        CheckMemory(data, target, count);
        ReadOnlySpan<byte> bytes = instance.DataAt(segment);
        if ((ulong)source + count > (ulong)bytes.Length)
        {
            WasmTraps.Throw(data, TrapKind.MemoryOutOfBounds);
        }

        bytes.Slice((int)source, (int)count).CopyTo(new Span<byte>(data->Memory + target, (int)count));
    }

    /// <summary>Drops a data segment.</summary>
    public static void DataDrop(InstanceData* data, int segment) => WasmInstance.Of(data).DropData(segment);

    /// <summary>Reads an entry of a table.</summary>
    public static ulong TableGet(InstanceData* data, int table, uint entry)
    {
        TableData* cells = data->Tables[table];
        if (entry >= cells->Length)
        {
            WasmTraps.Throw(data, TrapKind.TableOutOfBounds);
        }

        return cells->Cells[entry];
    }

    /// <summary>Writes an entry of a table.</summary>
    public static void TableSet(InstanceData* data, int table, uint entry, ulong reference)
    {
        TableData* cells = data->Tables[table];
        if (entry >= cells->Length)
        {
            WasmTraps.Throw(data, TrapKind.TableOutOfBounds);
        }

        cells->Cells[entry] = reference;
    }

    /// <summary>Entries of a table.</summary>
    public static uint TableSize(InstanceData* data, int table) => (uint)data->Tables[table]->Length;

    /// <summary>Adds entries to a table; gives the entries before, or -1.</summary>
    public static int TableGrow(InstanceData* data, int table, ulong reference, uint count)
    {
        WasmInstance instance = WasmInstance.Of(data);
        if (count <= instance.Store.Limits.MaxTableEntries)
        {
            Charge(data, instance.Store.Gas.BulkEntries(count));
        }

        return unchecked((int)instance.TableAt(table).Grow(count, reference));
    }

    /// <summary>Fills entries of a table.</summary>
    public static void TableFill(InstanceData* data, int table, uint start, ulong reference, uint count)
    {
        WasmInstance instance = WasmInstance.Of(data);
        Charge(data, instance.Store.Gas.BulkEntries(count));
        if (!instance.TableAt(table).TryFill(start, reference, count))
        {
            WasmTraps.Throw(data, TrapKind.TableOutOfBounds);
        }
    }

    /// <summary>Copies entries between tables, as if through a buffer.</summary>
    public static void TableCopy(
        InstanceData* data, int targetTable, int sourceTable, uint target, uint source, uint count)
    {
        WasmInstance instance = WasmInstance.Of(data);
        Charge(data, instance.Store.Gas.BulkEntries(count));
        WasmTable into = instance.TableAt(targetTable);
        if (!WasmTable.TryCopy(into, target, instance.TableAt(sourceTable), source, count))
        {
            WasmTraps.Throw(data, TrapKind.TableOutOfBounds);
        }
    }

    /// <summary>Copies references of an element segment into a table.</summary>
    public static void TableInit(InstanceData* data, int segment, int table, uint target, uint source, uint count)
    {
        WasmInstance instance = WasmInstance.Of(data);
        Charge(data, instance.Store.Gas.BulkEntries(count));
        if (!TryInitialize(instance, segment, table, target, source, count))
        {
            WasmTraps.Throw(data, TrapKind.TableOutOfBounds);
        }
    }

    /// <summary>Drops an element segment.</summary>
    public static void ElementDrop(InstanceData* data, int segment) => WasmInstance.Of(data).DropElements(segment);

    /// <summary>Copies references of a segment; false, with nothing written, when a range is not inside.</summary>
    internal static bool TryInitialize(
        WasmInstance instance, int segment, int table, uint target, uint source, uint count)
    {
        ReadOnlySpan<ConstantExpression> items = instance.ElementsAt(segment);
        WasmTable into = instance.TableAt(table);
        if ((ulong)source + count > (ulong)items.Length || !into.Contains(target, count))
        {
            return false;
        }

        Span<ulong> cells = into.Cells(target, count);
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = instance.Evaluate(items[(int)source + i]);
        }

        return true;
    }

    private static void CheckMemory(InstanceData* data, uint start, uint count)
    {
        if ((ulong)start + count > data->MemoryBytes)
        {
            WasmTraps.Throw(data, TrapKind.MemoryOutOfBounds);
        }
    }

    private static void Charge(InstanceData* data, ulong gas)
    {
        if (gas > (ulong)data->Gas)
        {
            WasmTraps.Throw(data, TrapKind.OutOfGas);
        }

        data->Gas -= (long)gas;
    }
}
