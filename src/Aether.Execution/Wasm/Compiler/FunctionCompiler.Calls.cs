using System.Reflection;
using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Calls: direct ones in registers, all others through cells.</summary>
internal sealed partial class FunctionCompiler
{
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
            EmitCellCall(type, () => _il.Emit(OpCodes.Ldc_I4, function), HelperMethods.CallIndex);
            PopArguments(type);
            AfterCall(grows);
            PushScratch(type);
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
        EmitCellCall(type, () => _il.Emit(OpCodes.Ldloc, function), HelperMethods.Call);
        LoadScratch(type, results);
        _il.MarkLabel(done);
        PopArguments(type);
        AfterCall(grows: true);
        for (int i = 0; i < results.Length; i++)
        {
            _stack.PushTemporary(type.Results[i], results[i], pinned: false);
        }
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

    /// <summary>Calls through the scratch cells with the top operands, which stay.</summary>
    private void EmitCellCall(FunctionType type, Action pushFunction, MethodInfo helper)
    {
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            LoadField(InstanceFields.Scratch, OpCodes.Ldind_I);
            IlText.AddOffset(_il, i * (long)sizeof(ulong));
            _stack.EmitKept(type.Parameters.Length - 1 - i);
            EmitAsCell(type.Parameters[i]);
            _il.Emit(OpCodes.Stind_I8);
        }

        IlText.LoadArgument(_il, InstanceArgument);
        pushFunction();
        LoadField(InstanceFields.Scratch, OpCodes.Ldind_I);
        _il.Emit(OpCodes.Ldloc, _budget);
        _il.Emit(OpCodes.Call, helper);
    }

    private void PushScratch(FunctionType type)
    {
        int[] results = RentAll(type.Results);
        LoadScratch(type, results);
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
            _il.Emit(LocalSlots.IsWide(type.Results[i]) ? OpCodes.Ldind_I8 : OpCodes.Ldind_I4);
            _stack.Store(results[i]);
        }
    }
}
