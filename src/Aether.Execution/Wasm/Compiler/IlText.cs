using System.Reflection.Emit;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Short forms of instructions that the generator writes in full.</summary>
internal static class IlText
{
    /// <summary>Pushes an argument.</summary>
    public static void LoadArgument(ILGenerator il, int index)
    {
        switch (index)
        {
            case 0: il.Emit(OpCodes.Ldarg_0); break;
            case 1: il.Emit(OpCodes.Ldarg_1); break;
            case 2: il.Emit(OpCodes.Ldarg_2); break;
            case 3: il.Emit(OpCodes.Ldarg_3); break;
            case <= byte.MaxValue: il.Emit(OpCodes.Ldarg_S, (byte)index); break;
            default: il.Emit(OpCodes.Ldarg, checked((short)index)); break;
        }
    }

    /// <summary>Pops into an argument.</summary>
    public static void StoreArgument(ILGenerator il, int index)
    {
        if (index <= byte.MaxValue)
        {
            il.Emit(OpCodes.Starg_S, (byte)index);
            return;
        }

        il.Emit(OpCodes.Starg, checked((short)index));
    }

    /// <summary>Adds a number to the pointer on the stack; nothing for 0.</summary>
    public static void AddOffset(ILGenerator il, long offset)
    {
        if (offset == 0)
        {
            return;
        }

        if (offset is > 0 and <= int.MaxValue)
        {
            il.Emit(OpCodes.Ldc_I4, (int)offset);
            il.Emit(OpCodes.Conv_I);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I8, offset);
            il.Emit(OpCodes.Conv_I);
        }

        il.Emit(OpCodes.Add);
    }
}
