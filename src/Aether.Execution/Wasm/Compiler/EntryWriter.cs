using System.Reflection;
using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Writes the way into compiled functions of one type: arguments from cells, results into cells.</summary>
/// <remarks>The method has the signature of <see cref="Runtime.FunctionData.Entry"/>.</remarks>
internal static class EntryWriter
{
    private const int Caller = 0;
    private const int Function = 1;
    private const int Cells = 2;
    private const int Budget = 3;

    /// <summary>Types of the parameters of an entry.</summary>
    public static Type[] Parameters { get; } = [typeof(nint), typeof(nint), typeof(nint), typeof(int)];

    /// <summary>Writes the body for functions of <paramref name="type"/>.</summary>
    public static void Write(ILGenerator il, FunctionType type)
    {
        LocalBuilder instance = il.DeclareLocal(typeof(nint));
        IlText.LoadArgument(il, Function);
        IlText.AddOffset(il, InstanceFields.FunctionInstance);
        il.Emit(OpCodes.Ldind_I);
        il.Emit(OpCodes.Stloc, instance);
        MoveGas(il, () => il.Emit(OpCodes.Ldloc, instance), () => IlText.LoadArgument(il, Caller));

        bool single = type.Results.Length == 1;
        if (single)
        {
            IlText.LoadArgument(il, Cells);
        }

        for (int i = 0; i < type.Parameters.Length; i++)
        {
            IlText.LoadArgument(il, Cells);
            IlText.AddOffset(il, i * (long)sizeof(ulong));
            il.Emit(LocalSlots.IsWide(type.Parameters[i]) ? OpCodes.Ldind_I8 : OpCodes.Ldind_I4);
        }

        il.Emit(OpCodes.Ldloc, instance);
        IlText.LoadArgument(il, Budget);
        IlText.LoadArgument(il, Function);
        IlText.AddOffset(il, InstanceFields.FunctionCode);
        il.Emit(OpCodes.Ldind_I);
        il.EmitCalli(
            OpCodes.Calli,
            CallingConventions.Standard,
            FunctionCompiler.ReturnType(type),
            FunctionCompiler.ParameterTypes(type),
            null);
        if (single)
        {
            if (!LocalSlots.IsWide(type.Results[0]))
            {
                il.Emit(OpCodes.Conv_U8);
            }

            il.Emit(OpCodes.Stind_I8);
        }
        else
        {
            CopyResults(il, type, instance);
        }

        MoveGas(il, () => IlText.LoadArgument(il, Caller), () => il.Emit(OpCodes.Ldloc, instance));
        il.Emit(OpCodes.Ret);
    }

    private static void CopyResults(ILGenerator il, FunctionType type, LocalBuilder instance)
    {
        for (int i = 0; i < type.Results.Length; i++)
        {
            IlText.LoadArgument(il, Cells);
            IlText.AddOffset(il, i * (long)sizeof(ulong));
            il.Emit(OpCodes.Ldloc, instance);
            IlText.AddOffset(il, InstanceFields.Scratch);
            il.Emit(OpCodes.Ldind_I);
            IlText.AddOffset(il, i * (long)sizeof(ulong));
            il.Emit(OpCodes.Ldind_I8);
            il.Emit(OpCodes.Stind_I8);
        }
    }

    private static void MoveGas(ILGenerator il, Action pushTarget, Action pushSource)
    {
        pushTarget();
        IlText.AddOffset(il, InstanceFields.Gas);
        pushSource();
        IlText.AddOffset(il, InstanceFields.Gas);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Stind_I8);
    }
}
