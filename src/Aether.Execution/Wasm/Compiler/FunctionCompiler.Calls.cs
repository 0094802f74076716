using System.Reflection;
using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Calls: direct ones in registers, all others through cells.</summary>
internal sealed partial class FunctionCompiler
{
    private LocalBuilder? _cells;
    private LocalBuilder? _called;

    private void EmitCall(int function)
    {
        FunctionType type = _module.TypeOfFunction(function);
        int number = function - _module.ImportedFunctions;
        MethodBuilder? method = number < 0 ? null : _context.Methods[number];
        bool grows = _context.MayGrow(function);
        if (method is null)
        {
            _stack.Spill();
            SaveGas();
            EmitCellCall(type, LoadFunction(function));
            int[] results = RentAll(type.Results);
            LoadCells(type, results);
            PopArguments(type);
            AfterCall(grows);
            PushAll(type, results);
            return;
        }

        _stack.PopMany(type.Parameters.Length);
        SaveGas();
        PushContext();
        _il.Emit(OpCodes.Call, method);
        if (type.Results.Length == 1)
        {
            _stack.Push(type.Results[0]);
        }

        AfterCall(grows);
        if (type.Results.Length > 1)
        {
            PushScratch(type);
        }
    }

    private void EmitCallIndirect(int typeIndex, int table)
    {
        FunctionType type = _module.Types[typeIndex];
        _stack.Spill();
        SaveGas();
        LocalBuilder function = _il.DeclareLocal(typeof(nint));
        IlText.LoadArgument(_il, InstanceArgument);
        _il.Emit(OpCodes.Ldc_I4, typeIndex);
        _il.Emit(OpCodes.Ldc_I4, table);
        _stack.Pop();
        _il.Emit(OpCodes.Call, HelperMethods.ResolveIndirect);
        _il.Emit(OpCodes.Stloc, function);

        Label cells = _il.DefineLabel();
        Label done = _il.DefineLabel();
        LoadFunctionField(function, InstanceFields.FunctionInstance);
        IlText.LoadArgument(_il, InstanceArgument);
        _il.Emit(OpCodes.Bne_Un, cells);
        LoadFunctionField(function, InstanceFields.FunctionCode);
        _il.Emit(OpCodes.Brfalse, cells);

        int[] results = RentAll(type.Results);
        KeepArguments(type);
        PushContext();
        LoadFunctionField(function, InstanceFields.FunctionCode);
        _il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ReturnType(type), ParameterTypes(type), null);
        if (type.Results.Length == 1)
        {
            _stack.Store(results[0]);
        }
        else
        {
            LoadScratch(type, results);
        }

        _il.Emit(OpCodes.Br, done);
        _il.MarkLabel(cells);
        EmitCellCall(type, function);
        LoadCells(type, results);
        _il.MarkLabel(done);
        PopArguments(type);
        AfterCall(grows: true);
        PushAll(type, results);
    }

    /// <summary>The signature of a compiled function: its own, then the block and the budget.</summary>
    internal static Type[] ParameterTypes(FunctionType type)
    {
        Type[] types = new Type[type.Parameters.Length + 2];
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            types[i] = LocalSlots.TypeOf(type.Parameters[i]);
        }

        types[^2] = typeof(nint);
        types[^1] = typeof(int);
        return types;
    }

    /// <summary>One result is returned, more lie in the scratch cells.</summary>
    internal static Type ReturnType(FunctionType type) =>
        type.Results.Length == 1 ? LocalSlots.TypeOf(type.Results[0]) : typeof(void);

    private void LoadFunctionField(LocalBuilder function, int offset)
    {
        _il.Emit(OpCodes.Ldloc, function);
        IlText.AddOffset(_il, offset);
        _il.Emit(OpCodes.Ldind_I);
    }

    private void PushContext()
    {
        IlText.LoadArgument(_il, InstanceArgument);
        _il.Emit(OpCodes.Ldloc, _budget);
    }

    private void AfterCall(bool grows)
    {
        ReloadGas();
        if (grows)
        {
            ReloadMemory();
        }
    }

    private void KeepArguments(FunctionType type)
    {
        for (int i = type.Parameters.Length - 1; i >= 0; i--)
        {
            _stack.EmitKept(i);
        }
    }

    private void PopArguments(FunctionType type) => _stack.Truncate(_stack.Height - type.Parameters.Length);

    /// <summary>The record of a function of the module, imported or not, in a local.</summary>
    private LocalBuilder LoadFunction(int index)
    {
        _called ??= _il.DeclareLocal(typeof(nint));
        LoadField(InstanceFields.StoreFunctions, OpCodes.Ldind_I);
        LoadField(InstanceFields.FunctionIndices, OpCodes.Ldind_I);
        IlText.AddOffset(_il, index * (long)sizeof(int));
        _il.Emit(OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Ldc_I4, InstanceFields.FunctionBytes);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Mul);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _called);
        return _called;
    }

    /// <summary>Calls through cells with the top operands, which stay.</summary>
    private void EmitCellCall(FunctionType type, LocalBuilder function)
    {
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            LoadCellAddress(type, i);
            _stack.EmitKept(type.Parameters.Length - 1 - i);
            EmitAsCell(type.Parameters[i]);
            _il.Emit(OpCodes.Stind_I8);
        }

        IlText.LoadArgument(_il, InstanceArgument);
        _il.Emit(OpCodes.Ldloc, function);
        LoadCellAddress(type, 0);
        _il.Emit(OpCodes.Ldloc, _budget);
        LoadFunctionField(function, InstanceFields.FunctionEntry);
        _il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, typeof(void), EntryWriter.Parameters, null);
    }

    /// <summary>The cells of the frame, or those of the instance for types that need more.</summary>
    private void LoadCellAddress(FunctionType type, int cell)
    {
        if (int.Max(type.Parameters.Length, type.Results.Length) <= CallCells.Count)
        {
            _cells ??= _il.DeclareLocal(typeof(CallCells));
            _il.Emit(OpCodes.Ldloca, _cells);
            _il.Emit(OpCodes.Conv_U);
        }
        else
        {
            LoadField(InstanceFields.Scratch, OpCodes.Ldind_I);
        }

        IlText.AddOffset(_il, cell * (long)sizeof(ulong));
    }

    private void PushScratch(FunctionType type)
    {
        int[] results = RentAll(type.Results);
        LoadScratch(type, results);
        PushAll(type, results);
    }

    private void PushAll(FunctionType type, int[] results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            _stack.PushTemporary(type.Results[i], results[i], pinned: false);
        }
    }

    private void LoadScratch(FunctionType type, int[] results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            LoadField(InstanceFields.Scratch, OpCodes.Ldind_I);
            IlText.AddOffset(_il, i * (long)sizeof(ulong));
            LoadResult(type, results, i);
        }
    }

    private void LoadCells(FunctionType type, int[] results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            LoadCellAddress(type, i);
            LoadResult(type, results, i);
        }
    }

    /// <summary>Moves one result to its temporary from the address on the evaluation stack.</summary>
    private void LoadResult(FunctionType type, int[] results, int index)
    {
        _il.Emit(LocalSlots.IsWide(type.Results[index]) ? OpCodes.Ldind_I8 : OpCodes.Ldind_I4);
        _stack.Store(results[index]);
    }
}
