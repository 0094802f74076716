using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Arithmetic: instructions of the runtime where they mean the same, else methods.</summary>
internal sealed partial class FunctionCompiler
{
    private void EmitNumeric(WasmOp op)
    {
        switch (op)
        {
            case WasmOp.I32Eqz or WasmOp.I64Eqz:
                EmitEqualsZero();
                break;
            case >= WasmOp.I32Eq and <= WasmOp.I32GeU:
                EmitComparison(op - WasmOp.I32Eq);
                break;
            case >= WasmOp.I64Eq and <= WasmOp.I64GeU:
                EmitComparison(op - WasmOp.I64Eq);
                break;
            case WasmOp.I32DivS or WasmOp.I32DivU or WasmOp.I32RemS or WasmOp.I32RemU:
                EmitDivision(op, ValueType.I32);
                break;
            case WasmOp.I64DivS or WasmOp.I64DivU or WasmOp.I64RemS or WasmOp.I64RemU:
                EmitDivision(op, ValueType.I64);
                break;
            case >= WasmOp.I32Add and <= WasmOp.I32ShrU:
                EmitBinary(op - WasmOp.I32Add, ValueType.I32);
                break;
            case >= WasmOp.I64Add and <= WasmOp.I64ShrU:
                EmitBinary(op - WasmOp.I64Add, ValueType.I64);
                break;
            default:
                EmitConversion(op);
                break;
        }
    }

    private void EmitEqualsZero()
    {
        ValueType type = _stack.Pop();
        if (LocalSlots.IsWide(type))
        {
            _il.Emit(OpCodes.Ldc_I8, 0L);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I4_0);
        }

        _il.Emit(OpCodes.Ceq);
        _stack.Push(ValueType.I32);
    }

    /// <summary>Eq, Ne, LtS, LtU, GtS, GtU, LeS, LeU, GeS, GeU, in this order for both widths.</summary>
    private void EmitComparison(int number)
    {
        _stack.PopPair(commutes: number < 2);
        _il.Emit(number switch
        {
            0 or 1 => OpCodes.Ceq,
            2 or 8 => OpCodes.Clt,
            3 or 9 => OpCodes.Clt_Un,
            4 or 6 => OpCodes.Cgt,
            _ => OpCodes.Cgt_Un,
        });
        if (number is 1 or >= 6)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
            _il.Emit(OpCodes.Ceq);
        }

        _stack.Push(ValueType.I32);
    }

    /// <summary>Add, Sub, Mul, four divisions, And, Or, Xor, Shl, ShrS, ShrU, in this order for both widths.</summary>
    private void EmitBinary(int number, ValueType type)
    {
        bool shift = number >= 10;
        bool commutes = number is 0 or 2 or 7 or 8 or 9;
        bool isBare = false;
        if (number is 0 or 1 or 7 or 8 or 9)
        {
            isBare = _stack.PopBarePair(commutes);
        }
        else
        {
            _stack.PopPair(commutes);
        }

        if (shift)
        {
            if (type == ValueType.I64)
            {
                _il.Emit(OpCodes.Conv_I4);
            }

            _il.Emit(OpCodes.Ldc_I4_S, type == ValueType.I64 ? (sbyte)63 : (sbyte)31);
            _il.Emit(OpCodes.And);
        }

        _il.Emit(number switch
        {
            0 => OpCodes.Add,
            1 => OpCodes.Sub,
            2 => OpCodes.Mul,
            7 => OpCodes.And,
            8 => OpCodes.Or,
            9 => OpCodes.Xor,
            10 => OpCodes.Shl,
            11 => OpCodes.Shr,
            _ => OpCodes.Shr_Un,
        });
        _stack.Push(type, isBare);
    }

    private void EmitDivision(WasmOp op, ValueType type)
    {
        Operand divisor = _stack.Peek();
        bool wide = type == ValueType.I64;
        bool signed = op is WasmOp.I32DivS or WasmOp.I64DivS;
        ulong minusOne = wide ? ulong.MaxValue : uint.MaxValue;
        bool harmless = divisor.Place == OperandPlace.Constant && divisor.Bits != 0 && divisor.Bits != minusOne;
        if (!harmless)
        {
            _stack.Spill();
            _stack.EmitKept(0);
            _il.Emit(OpCodes.Brfalse, Trap(TrapKind.DivideByZero));
            if (signed)
            {
                EmitOverflowCheck(wide);
            }
        }

        _stack.PopPair(commutes: false);
        switch (op)
        {
            case WasmOp.I32DivS or WasmOp.I64DivS: _il.Emit(OpCodes.Div); break;
            case WasmOp.I32DivU or WasmOp.I64DivU: _il.Emit(OpCodes.Div_Un); break;
            case WasmOp.I32RemU or WasmOp.I64RemU: _il.Emit(OpCodes.Rem_Un); break;
            case WasmOp.I32RemS when harmless: _il.Emit(OpCodes.Rem); break;
            case WasmOp.I64RemS when harmless: _il.Emit(OpCodes.Rem); break;
            case WasmOp.I32RemS: _il.Emit(OpCodes.Call, HelperMethods.Remainder32); break;
            default: _il.Emit(OpCodes.Call, HelperMethods.Remainder64); break;
        }

        _stack.Push(type);
    }

    /// <summary>The least number by -1 is the one quotient that does not fit.</summary>
    private void EmitOverflowCheck(bool wide)
    {
        Label fits = _il.DefineLabel();
        _stack.EmitKept(0);
        PushNumber(-1, wide);
        _il.Emit(OpCodes.Bne_Un, fits);
        _stack.EmitKept(1);
        PushNumber(wide ? long.MinValue : int.MinValue, wide);
        _il.Emit(OpCodes.Beq, Trap(TrapKind.IntegerOverflow));
        _il.MarkLabel(fits);
    }

    private void PushNumber(long value, bool wide)
    {
        if (wide)
        {
            _il.Emit(OpCodes.Ldc_I8, value);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I4, (int)value);
        }
    }

    private void EmitConversion(WasmOp op)
    {
        switch (op)
        {
            case WasmOp.I32WrapI64: Convert(ValueType.I32, OpCodes.Conv_I4); break;
            case WasmOp.I64ExtendI32S: Convert(ValueType.I64, OpCodes.Conv_I8); break;
            case WasmOp.I64ExtendI32U: Convert(ValueType.I64, OpCodes.Conv_U8); break;
            case WasmOp.I32ReinterpretF32: Convert(ValueType.I32, OpCodes.Nop); break;
            case WasmOp.I64ReinterpretF64: Convert(ValueType.I64, OpCodes.Nop); break;
            case WasmOp.F32ReinterpretI32: Convert(ValueType.F32, OpCodes.Nop); break;
            case WasmOp.F64ReinterpretI64: Convert(ValueType.F64, OpCodes.Nop); break;
            case WasmOp.I32Extend8S: Convert(ValueType.I32, OpCodes.Conv_I1); break;
            case WasmOp.I32Extend16S: Convert(ValueType.I32, OpCodes.Conv_I2); break;
            case WasmOp.I64Extend8S: Convert(ValueType.I64, OpCodes.Conv_I1, OpCodes.Conv_I8); break;
            case WasmOp.I64Extend16S: Convert(ValueType.I64, OpCodes.Conv_I2, OpCodes.Conv_I8); break;
            case WasmOp.I64Extend32S: Convert(ValueType.I64, OpCodes.Conv_I4, OpCodes.Conv_I8); break;
            case WasmOp.I32Rotl or WasmOp.I32Rotr or WasmOp.I64Rotl or WasmOp.I64Rotr: EmitRotation(op); break;
            default: EmitMethod(op); break;
        }
    }

    /// <summary>A rotation by the runtime's method. One of a constant by a constant is made here.</summary>
    private void EmitRotation(WasmOp op)
    {
        ValueType type = ResultType(op);
        Operand distance = _stack.Peek();
        Operand value = _stack.Peek(1);
        if (distance.Place == OperandPlace.Constant && value.Place == OperandPlace.Constant)
        {
            _stack.Truncate(_stack.Height - 2);
            _stack.PushConstant(type, Rotate(op, value.Bits, unchecked((int)distance.Bits)));
            return;
        }

        _stack.PopMany(2);
        _il.Emit(OpCodes.Call, HelperMethods.NamedAfter(op)!);
        _stack.Push(type, isBare: true);
    }

    private static ulong Rotate(WasmOp op, ulong value, int distance) => op switch
    {
        WasmOp.I32Rotl => BitOperations.RotateLeft(unchecked((uint)value), distance),
        WasmOp.I32Rotr => BitOperations.RotateRight(unchecked((uint)value), distance),
        WasmOp.I64Rotl => BitOperations.RotateLeft(value, distance),
        _ => BitOperations.RotateRight(value, distance),
    };

    private void Convert(ValueType type, params ReadOnlySpan<OpCode> codes)
    {
        _stack.Pop();
        foreach (OpCode code in codes)
        {
            if (code != OpCodes.Nop)
            {
                _il.Emit(code);
            }
        }

        _stack.Push(type);
    }

    /// <summary>Calls the method named after an operation. One that may trap has its result behind a pointer.</summary>
    private void EmitMethod(WasmOp op)
    {
        MethodInfo method = HelperMethods.NamedAfter(op)
            ?? throw new InvalidOperationException($"no code for {op}");
        ParameterInfo[] parameters = method.GetParameters();
        ValueType type = ResultType(op);
        if (method.ReturnType != typeof(TrapKind))
        {
            _stack.PopMany(parameters.Length);
            _il.Emit(OpCodes.Call, method);
            _stack.Push(type);
            return;
        }

        if (_trapKind is null)
        {
            _trapKind = _il.DeclareLocal(typeof(int));
            _otherTrap = _il.DefineLabel();
        }

        _stack.Spill();
        LocalBuilder result = _il.DeclareLocal(LocalSlots.TypeOf(type));
        _stack.PopMany(parameters.Length - 1);
        _il.Emit(OpCodes.Ldloca, result);
        _il.Emit(OpCodes.Call, method);
        _il.Emit(OpCodes.Stloc, _trapKind);
        _il.Emit(OpCodes.Ldloc, _trapKind);
        _il.Emit(OpCodes.Brtrue, _otherTrap);
        _il.Emit(OpCodes.Ldloc, result);
        _stack.Push(type);
    }

    /// <summary>Makes the rotation on the evaluation stack the operand of an operation that sets flags.</summary>
    /// <remarks>
    /// The runtime's JIT tests a rotation by a constant against zero through flags that the processor's rotations leave
    /// alone, and folds a rotation of a constant to a number wider than its type. After an exclusive or with what the
    /// JIT cannot know, it does neither. Sums, differences and bitwise operations of rotations are hidden as one value:
    /// they only see the low bits of their operands, and nothing is tested inside of them.
    /// </remarks>
    private void HideRotation(ValueType type)
    {
        LoadField(InstanceFields.Zero, LocalSlots.IsWide(type) ? OpCodes.Ldind_I8 : OpCodes.Ldind_I4);
        _il.Emit(OpCodes.Xor);
    }

    private static ValueType ResultType(WasmOp op) => op switch
    {
        >= WasmOp.F32Eq and <= WasmOp.F64Ge => ValueType.I32,
        >= WasmOp.I32Clz and <= WasmOp.I32Rotr => ValueType.I32,
        >= WasmOp.I64Clz and <= WasmOp.I64Rotr => ValueType.I64,
        >= WasmOp.F32Abs and <= WasmOp.F32Copysign => ValueType.F32,
        >= WasmOp.F64Abs and <= WasmOp.F64Copysign => ValueType.F64,
        >= WasmOp.I32TruncF32S and <= WasmOp.I32TruncF64U => ValueType.I32,
        >= WasmOp.I64TruncF32S and <= WasmOp.I64TruncF64U => ValueType.I64,
        >= WasmOp.F32ConvertI32S and <= WasmOp.F32DemoteF64 => ValueType.F32,
        >= WasmOp.F64ConvertI32S and <= WasmOp.F64PromoteF32 => ValueType.F64,
        >= WasmOp.I32TruncSatF32S and <= WasmOp.I32TruncSatF64U => ValueType.I32,
        _ => ValueType.I64,
    };
}
