using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Loads and stores: one check each, none where an earlier one of the same run covers it.</summary>
internal sealed partial class FunctionCompiler
{
    private static int SizeOf(WasmOp op) => op switch
    {
        WasmOp.I32Load8S or WasmOp.I32Load8U or WasmOp.I64Load8S or WasmOp.I64Load8U => 1,
        WasmOp.I32Store8 or WasmOp.I64Store8 => 1,
        WasmOp.I32Load16S or WasmOp.I32Load16U or WasmOp.I64Load16S or WasmOp.I64Load16U => 2,
        WasmOp.I32Store16 or WasmOp.I64Store16 => 2,
        WasmOp.I64Load or WasmOp.F64Load or WasmOp.I64Store or WasmOp.F64Store => 8,
        _ => 4,
    };

    private static (ValueType Type, OpCode Code, OpCode Widen) LoadOf(WasmOp op) => op switch
    {
        WasmOp.I32Load => (ValueType.I32, OpCodes.Ldind_I4, OpCodes.Nop),
        WasmOp.F32Load => (ValueType.F32, OpCodes.Ldind_I4, OpCodes.Nop),
        WasmOp.F64Load => (ValueType.F64, OpCodes.Ldind_I8, OpCodes.Nop),
        WasmOp.I32Load8S => (ValueType.I32, OpCodes.Ldind_I1, OpCodes.Nop),
        WasmOp.I32Load8U => (ValueType.I32, OpCodes.Ldind_U1, OpCodes.Nop),
        WasmOp.I32Load16S => (ValueType.I32, OpCodes.Ldind_I2, OpCodes.Nop),
        WasmOp.I32Load16U => (ValueType.I32, OpCodes.Ldind_U2, OpCodes.Nop),
        WasmOp.I64Load8S => (ValueType.I64, OpCodes.Ldind_I1, OpCodes.Conv_I8),
        WasmOp.I64Load8U => (ValueType.I64, OpCodes.Ldind_U1, OpCodes.Conv_U8),
        WasmOp.I64Load16S => (ValueType.I64, OpCodes.Ldind_I2, OpCodes.Conv_I8),
        WasmOp.I64Load16U => (ValueType.I64, OpCodes.Ldind_U2, OpCodes.Conv_U8),
        WasmOp.I64Load32S => (ValueType.I64, OpCodes.Ldind_I4, OpCodes.Conv_I8),
        WasmOp.I64Load32U => (ValueType.I64, OpCodes.Ldind_U4, OpCodes.Conv_U8),
        _ => (ValueType.I64, OpCodes.Ldind_I8, OpCodes.Nop),
    };

    private static OpCode StoreOf(WasmOp op) => SizeOf(op) switch
    {
        1 => OpCodes.Stind_I1,
        2 => OpCodes.Stind_I2,
        4 => OpCodes.Stind_I4,
        _ => OpCodes.Stind_I8,
    };

    private void EmitLoad(in Instruction instruction)
    {
        (ValueType type, OpCode code, OpCode widen) = LoadOf(instruction.Op);
        EmitAddress(instruction.Immediate, SizeOf(instruction.Op));
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(code);
        if (widen != OpCodes.Nop)
        {
            _il.Emit(widen);
        }

        _stack.Push(type);
    }

    private void EmitStore(in Instruction instruction)
    {
        Operand value = _stack.Peek();
        if (value.Place == OperandPlace.Stack)
        {
            _stack.SpillTop(1);
            value = _stack.Peek();
        }

        // The value is pushed after the address, from its own place.
        _stack.DetachTop();
        EmitAddress(instruction.Immediate, SizeOf(instruction.Op));
        _stack.EmitDetached(value);
        _il.Emit(OpCodes.Unaligned, (byte)1);
        _il.Emit(StoreOf(instruction.Op));
    }

    /// <summary>Pops an address, checks the access and leaves the place on the evaluation stack.</summary>
    private void EmitAddress(ulong offset, int size)
    {
        Operand address = _stack.Peek();
        long end = (long)offset + size;
        switch (address.Place)
        {
            case OperandPlace.Constant:
                _stack.Drop();
                EmitConstantAddress(unchecked((uint)address.Bits), (long)offset, end);
                return;
            case OperandPlace.Local:
                _stack.Drop();
                EmitLocalAddress(address.Number, (long)offset, end);
                return;
            default:
                _stack.SpillBelowTop();
                _stack.Pop();
                int wide = _stack.Rent(ValueType.I64);
                _il.Emit(OpCodes.Conv_U8);
                _stack.Store(wide);
                EmitCheck(() => _stack.Load(wide), end);
                _il.Emit(OpCodes.Ldloc, _memory!);
                _stack.Load(wide);
                _il.Emit(OpCodes.Add);
                IlText.AddOffset(_il, (long)offset);
                _stack.Return(wide);
                return;
        }
    }

    private void EmitConstantAddress(long address, long offset, long end)
    {
        if (address + end > _context.MinimumMemoryBytes)
        {
            _stack.Spill();
            EmitCheck(() => _il.Emit(OpCodes.Ldc_I8, address), end);
        }

        _il.Emit(OpCodes.Ldloc, _memory!);
        IlText.AddOffset(_il, address + offset);
    }

    private void EmitLocalAddress(int local, long offset, long end)
    {
        if (!_checked.TryGetValue(local, out long covered) || covered < end)
        {
            _stack.Spill();
            EmitCheck(() => LoadWide(local), end);
            _checked[local] = end;
        }

        _il.Emit(OpCodes.Ldloc, _memory!);
        LoadWide(local);
        _il.Emit(OpCodes.Add);
        IlText.AddOffset(_il, offset);
    }

    private void LoadWide(int local)
    {
        _locals.Load(local);
        _il.Emit(OpCodes.Conv_U8);
    }

    private void EmitCheck(Action pushAddress, long end)
    {
        pushAddress();
        _il.Emit(OpCodes.Ldc_I8, end);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldloc, _memoryBytes!);
        _il.Emit(OpCodes.Bgt_Un, Trap(TrapKind.MemoryOutOfBounds));
    }
}
