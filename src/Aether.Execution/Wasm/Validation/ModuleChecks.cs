using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <summary>The rules that hold outside of bodies.</summary>
internal static class ModuleChecks
{
    /// <summary>The first broken rule, or no error.</summary>
    public static WasmError Check(WasmModule module, WasmLimits limits)
    {
        WasmError error = CheckSizes(module, limits);
        error = error.Kind != WasmErrorKind.None ? error : CheckGlobals(module);
        error = error.Kind != WasmErrorKind.None ? error : CheckElements(module);
        error = error.Kind != WasmErrorKind.None ? error : CheckData(module);
        error = error.Kind != WasmErrorKind.None ? error : CheckExports(module);
        return error.Kind != WasmErrorKind.None ? error : CheckStart(module);
    }

    /// <summary>Functions that code may refer to: those named outside of bodies.</summary>
    public static bool[] DeclaredFunctions(WasmModule module)
    {
        bool[] declared = new bool[module.FunctionTypeIndices.Length];
        foreach (WasmExport export in module.Exports)
        {
            if (export.Kind == ExternalKind.Function)
            {
                declared[export.Index] = true;
            }
        }
        foreach (ConstantExpression value in module.GlobalValues)
        {
            Declare(declared, value);
        }
        foreach (ElementSegment segment in module.Elements)
        {
            foreach (ConstantExpression item in segment.Items)
            {
                Declare(declared, item);
            }
        }
        return declared;
    }

    private static void Declare(bool[] declared, in ConstantExpression value)
    {
        if (value.Op == WasmOp.RefFunc)
        {
            declared[value.Bits] = true;
        }
    }

    private static WasmError CheckSizes(WasmModule module, WasmLimits limits)
    {
        if (module.Memories.Length > 1)
        {
            return Invalid(0, "multiple memories");
        }
        foreach (MemoryType memory in module.Memories)
        {
            if (memory.Size.Minimum > MemoryType.MaxPages || memory.Size.Maximum > MemoryType.MaxPages)
            {
                return Invalid(0, "memory size must be at most 65536 pages (4GiB)");
            }
            if (memory.Size.Maximum < memory.Size.Minimum)
            {
                return Invalid(0, "size minimum must not be greater than maximum");
            }
            if (memory.Size.Minimum > limits.MaxInitialMemoryPages)
            {
                return Over($"a memory of more than {limits.MaxInitialMemoryPages} pages");
            }
        }
        if (module.Tables.Length > limits.MaxTables)
        {
            return Over($"more than {limits.MaxTables} tables");
        }
        foreach (TableType table in module.Tables)
        {
            if (table.Size.Maximum < table.Size.Minimum)
            {
                return Invalid(0, "size minimum must not be greater than maximum");
            }
            if (table.Size.Minimum > limits.MaxTableEntries)
            {
                return Over($"a table of more than {limits.MaxTableEntries} entries");
            }
        }
        return default;
    }

    private static WasmError CheckGlobals(WasmModule module)
    {
        for (int i = 0; i < module.GlobalValues.Length; i++)
        {
            GlobalType type = module.Globals[module.ImportedGlobals + i];
            WasmError error = CheckConstant(module, module.GlobalValues[i], type.Type);
            if (error.Kind != WasmErrorKind.None)
            {
                return error;
            }
        }
        return default;
    }

    private static WasmError CheckElements(WasmModule module)
    {
        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.Mode == SegmentMode.Active)
            {
                if (segment.TableIndex >= module.Tables.Length)
                {
                    return Invalid(segment.Offset, $"unknown table {segment.TableIndex}");
                }
                if (module.Tables[segment.TableIndex].Element != segment.Type)
                {
                    return Invalid(segment.Offset, "type mismatch");
                }
                WasmError error = CheckConstant(module, segment.Destination, ValueType.I32);
                if (error.Kind != WasmErrorKind.None)
                {
                    return error;
                }
            }
            foreach (ConstantExpression item in segment.Items)
            {
                WasmError error = CheckConstant(module, item, segment.Type);
                if (error.Kind != WasmErrorKind.None)
                {
                    return error;
                }
            }
        }
        return default;
    }

    private static WasmError CheckData(WasmModule module)
    {
        foreach (DataSegment segment in module.Data)
        {
            if (segment.Mode != SegmentMode.Active)
            {
                continue;
            }
            if (segment.MemoryIndex >= module.Memories.Length)
            {
                return Invalid(segment.Offset, $"unknown memory {segment.MemoryIndex}");
            }
            WasmError error = CheckConstant(module, segment.Destination, ValueType.I32);
            if (error.Kind != WasmErrorKind.None)
            {
                return error;
            }
        }
        return default;
    }

    private static WasmError CheckExports(WasmModule module)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (WasmExport export in module.Exports)
        {
            (int count, string what) = export.Kind switch
            {
                ExternalKind.Function => (module.FunctionTypeIndices.Length, "unknown function"),
                ExternalKind.Table => (module.Tables.Length, "unknown table"),
                ExternalKind.Memory => (module.Memories.Length, "unknown memory"),
                _ => (module.Globals.Length, "unknown global"),
            };
            if (export.Index >= count)
            {
                return Invalid(export.Offset, what);
            }
            if (!names.Add(export.Name))
            {
                return Invalid(export.Offset, "duplicate export name");
            }
        }
        return default;
    }

    private static WasmError CheckStart(WasmModule module)
    {
        if (module.Start < 0)
        {
            return default;
        }
        if (module.Start >= module.FunctionTypeIndices.Length)
        {
            return Invalid(0, "unknown function");
        }
        return module.TypeOfFunction(module.Start).Equals(FunctionType.Empty)
            ? default
            : Invalid(0, "start function");
    }

    /// <summary>A constant expression may read imported globals that cannot change, and name any function.</summary>
    private static WasmError CheckConstant(WasmModule module, in ConstantExpression value, ValueType expected)
    {
        ValueType type;
        switch (value.Op)
        {
            case WasmOp.GlobalGet:
                if (value.Bits >= (ulong)module.ImportedGlobals)
                {
                    return Invalid(value.Offset, "unknown global");
                }
                if (module.Globals[value.Bits].Mutable)
                {
                    return Invalid(value.Offset, "constant expression required");
                }
                type = module.Globals[value.Bits].Type;
                break;
            case WasmOp.RefFunc:
                if (value.Bits >= (ulong)module.FunctionTypeIndices.Length)
                {
                    return Invalid(value.Offset, "unknown function");
                }
                type = ValueType.FuncRef;
                break;
            case WasmOp.RefNull:
                type = (ValueType)value.Bits;
                break;
            default:
                OpSignatures.TryGet((byte)value.Op, out _, out _, out byte result);
                type = (ValueType)result;
                break;
        }
        return type == expected ? default : Invalid(value.Offset, "type mismatch");
    }

    private static WasmError Invalid(int offset, string message) =>
        new(WasmErrorKind.Invalid, offset, -1, message);

    private static WasmError Over(string message) => new(WasmErrorKind.LimitExceeded, 0, -1, message);
}
