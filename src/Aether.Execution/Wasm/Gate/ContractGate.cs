using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Gate;

/// <summary>Decides which modules may be contracts.</summary>
/// <remarks>
/// Integers only, no start function, nothing from outside but host functions, one table at most. What is not allowed
/// is allowed nowhere, also not in code that no path reaches. <b>Errors</b>: never throws; the first broken rule is
/// named with its place. <b>Consensus</b>: the verdict and its order; a code that was let in is never refused later.
/// <b>Source</b>: after the rules of CosmWasm and pallet-contracts.
/// </remarks>
public static class ContractGate
{
    /// <summary>Name under which a contract shows its memory.</summary>
    public const string MemoryName = "memory";

    /// <summary>Decodes, validates, meters and judges a module.</summary>
    /// <param name="code">The module's bytes, which it keeps.</param>
    /// <param name="schedule">What its instructions will cost.</param>
    /// <param name="module">The module, ready to run; null when it is refused.</param>
    /// <param name="error">Why and where it is refused.</param>
    public static bool TryAdmit(
        ReadOnlyMemory<byte> code, GasSchedule schedule, out WasmModule? module, out WasmError error)
    {
        if (!WasmLoader.TryLoad(code, WasmLimits.Contract, schedule, out module, out error))
        {
            return false;
        }
        error = Judge(module!);
        if (error.Kind == WasmErrorKind.None)
        {
            return true;
        }
        module = null;
        return false;
    }

    private static WasmError Judge(WasmModule module)
    {
        WasmError error = JudgeImports(module);
        if (error.Kind == WasmErrorKind.None)
        {
            error = JudgeTypes(module);
        }
        if (error.Kind == WasmErrorKind.None)
        {
            error = JudgeExports(module);
        }
        for (int index = 0; index < module.Functions.Length && error.Kind == WasmErrorKind.None; index++)
        {
            error = JudgeFunction(module.Functions[index]);
        }
        return error;
    }

    private static WasmError JudgeImports(WasmModule module)
    {
        foreach (WasmImport import in module.Imports)
        {
            if (import.Kind != ExternalKind.Function || import.Module != HostFunctions.Module
                || !HostFunctions.TryFind(import.Name, out HostFunctionSpec? function))
            {
                return Refuse(import.Offset, -1, $"the host has no function {import.Module}.{import.Name} to import");
            }
            FunctionType type = module.Types[import.TypeIndex];
            if (!HasTypeOf(type, function!))
            {
                return Refuse(import.Offset, -1, $"{import.Name} is imported as {type}, which is not its type");
            }
        }
        return module.Start < 0 ? default : Refuse(0, module.Start, "a contract has no start function");
    }

    private static bool HasTypeOf(FunctionType type, HostFunctionSpec function)
    {
        bool fits = type.Parameters.Length == function.Parameters.Length
            && type.Results.Length == (function.Result == HostType.None ? 0 : 1)
            && (function.Result == HostType.None || (byte)type.Results[0] == (byte)function.Result);
        for (int index = 0; fits && index < type.Parameters.Length; index++)
        {
            fits = (byte)type.Parameters[index] == (byte)function.Parameters[index].Type;
        }
        return fits;
    }

    private static WasmError JudgeTypes(WasmModule module)
    {
        foreach (FunctionType type in module.Types)
        {
            if (!AreIntegers(type.Parameters) || !AreIntegers(type.Results))
            {
                return Refuse(0, -1, $"the type {type} has other values than integers");
            }
        }
        foreach (GlobalType global in module.Globals)
        {
            if (!IsInteger(global.Type))
            {
                return Refuse(0, -1, $"a global is no integer but {ValueTypes.NameOf(global.Type)}");
            }
        }
        if (module.Tables.Length > 1 || (module.Tables.Length == 1 && module.Tables[0].Element != ValueType.FuncRef))
        {
            return Refuse(0, -1, "a contract has at most one table, of functions");
        }
        foreach (ElementSegment segment in module.Elements)
        {
            if (segment.Type != ValueType.FuncRef)
            {
                return Refuse(segment.Offset, -1, "references of a segment are no functions");
            }
        }
        return module.Memories.Length <= 1 ? default : Refuse(0, -1, "a contract has at most one memory");
    }

    private static WasmError JudgeExports(WasmModule module)
    {
        bool hasMethod = false;
        bool showsMemory = module.Memories.Length == 0;
        foreach (WasmExport export in module.Exports)
        {
            bool isMemory = export.Kind == ExternalKind.Memory && export.Name == MemoryName;
            bool isConstant = export.Kind == ExternalKind.Global && !module.Globals[export.Index].Mutable;
            if (export.Kind != ExternalKind.Function && !isMemory && !isConstant)
            {
                return Refuse(export.Offset, -1, $"{export.Name} is exported, but is no function and no constant");
            }
            if (export.Kind == ExternalKind.Function)
            {
                FunctionType type = module.TypeOfFunction(export.Index);
                if (type.Results.Length > 1)
                {
                    return Refuse(export.Offset, -1, $"{export.Name} is exported with more than one result");
                }
                hasMethod |= type.Equals(FunctionType.Empty) && !export.Name.StartsWith('_');
            }
            showsMemory |= isMemory;
        }
        return !showsMemory ? Refuse(0, -1, $"the memory is not exported as {MemoryName}")
            : !hasMethod ? Refuse(0, -1, "no method is exported: a function without parameters and results")
            : default;
    }

    private static WasmError JudgeFunction(WasmFunction function)
    {
        if (!AreIntegers(function.Locals))
        {
            return Refuse(function.BodyOffset, function.Index, "a local is no integer");
        }
        for (int code = 0; code <= byte.MaxValue; code++)
        {
            if (function.Operations.Contains((byte)code) && !IsAllowed((WasmOp)code))
            {
                return Refuse(
                    function.BodyOffset, function.Index, $"a contract must not use {(WasmOp)code}");
            }
            if (function.NamedTypes.Contains((byte)code) && !IsInteger((ValueType)code))
            {
                return Refuse(
                    function.BodyOffset, function.Index,
                    $"a block or a selection is of type {ValueTypes.NameOf((ValueType)code)}, which is no integer");
            }
        }
        return default;
    }

    private static bool AreIntegers(ReadOnlySpan<ValueType> types)
    {
        foreach (ValueType type in types)
        {
            if (!IsInteger(type))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsInteger(ValueType type) => type is ValueType.I32 or ValueType.I64;

    // Everything of the first version that has no floats, sign extensions, and bulk operations on the memory.
    private static bool IsAllowed(WasmOp op) => op switch
    {
        <= WasmOp.CallIndirect or WasmOp.Drop or WasmOp.Select or WasmOp.SelectTyped => true,
        >= WasmOp.LocalGet and <= WasmOp.GlobalSet => true,
        WasmOp.F32Load or WasmOp.F64Load or WasmOp.F32Store or WasmOp.F64Store => false,
        >= WasmOp.I32Load and <= WasmOp.I64Const => true,
        >= WasmOp.I32Eqz and <= WasmOp.I64GeU => true,
        >= WasmOp.I32Clz and <= WasmOp.I64Rotr => true,
        WasmOp.I32WrapI64 or WasmOp.I64ExtendI32S or WasmOp.I64ExtendI32U => true,
        >= WasmOp.I32Extend8S and <= WasmOp.I64Extend32S => true,
        >= WasmOp.MemoryInit and <= WasmOp.MemoryFill => true,
        _ => false,
    };

    private static WasmError Refuse(int offset, int function, string message) =>
        new(WasmErrorKind.Refused, offset, function, message);
}
