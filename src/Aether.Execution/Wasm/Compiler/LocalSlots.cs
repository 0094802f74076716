using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Locals of a function as arguments and locals of the runtime.</summary>
internal sealed class LocalSlots
{
    private readonly ILGenerator _il;
    private readonly int _parameters;
    private readonly LocalBuilder[] _locals;
    private readonly bool[] _written;

    /// <summary>Declares the locals, which start as zeros.</summary>
    public LocalSlots(ILGenerator il, WasmFunction function)
    {
        _il = il;
        _parameters = function.Type.Parameters.Length;
        _locals = new LocalBuilder[function.Locals.Length - _parameters];
        _written = new bool[function.Locals.Length];
        foreach (ref readonly Instruction instruction in function.Code.AsSpan())
        {
            if (instruction.Op is WasmOp.LocalSet or WasmOp.LocalTee)
            {
                _written[instruction.A] = true;
            }
        }

        for (int i = 0; i < _locals.Length; i++)
        {
            _locals[i] = il.DeclareLocal(TypeOf(function.Locals[_parameters + i]));
        }
    }

    /// <summary>Locals, parameters included.</summary>
    public int Count => _written.Length;

    /// <summary>True for types of 64 bits; floats are carried as their bits.</summary>
    public static bool IsWide(ValueType type) => type is not (ValueType.I32 or ValueType.F32);

    /// <summary>The runtime's type.</summary>
    public static Type TypeOf(ValueType type) => IsWide(type) ? typeof(long) : typeof(int);

    /// <summary>True when the function writes the local somewhere.</summary>
    public bool IsWritten(int index) => _written[index];

    /// <summary>Zeroes what is no parameter.</summary>
    public void Clear()
    {
        foreach (LocalBuilder local in _locals)
        {
            if (local.LocalType == typeof(long))
            {
                _il.Emit(OpCodes.Ldc_I8, 0L);
            }
            else
            {
                _il.Emit(OpCodes.Ldc_I4_0);
            }

            _il.Emit(OpCodes.Stloc, local);
        }
    }

    /// <summary>Pushes a local.</summary>
    public void Load(int index)
    {
        if (index < _parameters)
        {
            IlText.LoadArgument(_il, index);
            return;
        }

        _il.Emit(OpCodes.Ldloc, _locals[index - _parameters]);
    }

    /// <summary>Pops into a local.</summary>
    public void Store(int index)
    {
        if (index < _parameters)
        {
            IlText.StoreArgument(_il, index);
            return;
        }

        _il.Emit(OpCodes.Stloc, _locals[index - _parameters]);
    }
}
