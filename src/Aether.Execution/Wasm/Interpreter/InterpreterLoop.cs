using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>The loop over instructions. Calls between functions of one instance do not recurse.</summary>
/// <remarks>
/// <b>Shape</b>: a frame is the locals and above them the operands, one cell each; a callee's parameters are the
/// operands its caller left on top. <b>Cost</b>: no allocation; one indirect jump for each instruction.
/// </remarks>
// SAFETY: code is validated, so operands stay between the locals of a frame and its FrameCells, which the stack
// budget counted; CellStack has that many cells. Memory accesses are checked against the length of the memory.
internal static unsafe class InterpreterLoop
{
    /// <summary>Runs the frame on top until it returns; its results then lie at its locals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(WasmInstance instance, CellStack stack, ref Frame frame)
    {
        unchecked
        {
            InstanceData* data = instance.Data;
            int bottom = stack.Depth;
            long gas = data->Gas;
            byte* memory = data->Memory;
            ulong memoryBytes = data->MemoryBytes;
            ulong* locals = frame.Locals;
            ulong* operands = locals + frame.Function.Locals.Length;
            ulong* sp = operands;
            ref Instruction code = ref MemoryMarshal.GetArrayDataReference(frame.Function.Code);
            ref Instruction ip = ref code;
            ulong place;
            FunctionData* called;
            FunctionType calledType;
            TrapKind trap;
            while (true)
            {
                ref Instruction at = ref ip;
                ip = ref Unsafe.Add(ref ip, 1);
                switch (at.Op)
                {
                    case WasmOp.Nop:
                    case WasmOp.Block:
                    case WasmOp.Loop:
                        continue;
                    case WasmOp.Charge:
                        gas -= at.A;
                        if (gas < 0)
                        {
                            trap = TrapKind.OutOfGas;
                            goto Trap;
                        }

                        continue;
                    case WasmOp.Unreachable:
                        trap = TrapKind.Unreachable;
                        goto Trap;
                    case WasmOp.If:
                        if ((uint)*--sp == 0)
                        {
                            ip = ref Unsafe.Add(ref code, at.A + 1);
                        }

                        continue;
                    case WasmOp.Else:
                        ip = ref Unsafe.Add(ref code, at.A);
                        continue;
                    case WasmOp.End:
                        if (at.A >= 0)
                        {
                            continue;
                        }

                        goto Return;
                    case WasmOp.BrIf:
                        if ((uint)*--sp == 0)
                        {
                            continue;
                        }

                        goto case WasmOp.Br;
                    case WasmOp.Br:
                    case WasmOp.Return:
                        sp = Carry(sp, operands + (uint)at.Immediate, (int)(at.Immediate >> 32));
                        ip = ref Unsafe.Add(ref code, at.A);
                        continue;
                    case WasmOp.BrTable:
                        uint entry = uint.Min((uint)*--sp, (uint)at.Immediate);
                        ref int target = ref frame.Function.BranchTable[at.A + ((int)entry * BranchTarget.Cells)];
                        sp = Carry(sp, operands + Unsafe.Add(ref target, 2), Unsafe.Add(ref target, 3));
                        ip = ref Unsafe.Add(ref code, Unsafe.Add(ref target, 1));
                        continue;
                    case WasmOp.Call:
                        called = WasmCalls.FunctionOf(data, at.A);
                        calledType = frame.Module.TypeOfFunction(at.A);
                        goto Call;
                    case WasmOp.CallIndirect:
                        data->Gas = gas;
                        called = WasmCalls.ResolveIndirect(data, at.A, at.B, (uint)*--sp);
                        calledType = frame.Module.Types[at.A];
                        goto Call;
                    case WasmOp.Drop:
                        sp--;
                        continue;
                    case WasmOp.Select:
                        sp -= 2;
                        sp[-1] = (uint)sp[1] != 0 ? sp[-1] : sp[0];
                        continue;
                    case WasmOp.LocalGet:
                        *sp++ = locals[at.A];
                        continue;
                    case WasmOp.LocalSet:
                        locals[at.A] = *--sp;
                        continue;
                    case WasmOp.LocalTee:
                        locals[at.A] = sp[-1];
                        continue;
                    case WasmOp.GlobalGet:
                        *sp++ = *GlobalCell(data, frame.Module, at.A);
                        continue;
                    case WasmOp.GlobalSet:
                        *GlobalCell(data, frame.Module, at.A) = *--sp;
                        continue;
                    case WasmOp.I32Const:
                    case WasmOp.I64Const:
                    case WasmOp.F32Const:
                    case WasmOp.F64Const:
                        *sp++ = at.Immediate;
                        continue;
                    case WasmOp.I32Load:
                    case WasmOp.F32Load:
                    case WasmOp.I64Load32U:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 4 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = Unsafe.ReadUnaligned<uint>(memory + place);
                        continue;
                    case WasmOp.I64Load:
                    case WasmOp.F64Load:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 8 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = Unsafe.ReadUnaligned<ulong>(memory + place);
                        continue;
                    case WasmOp.I32Load8S:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 1 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = (uint)(sbyte)memory[place];
                        continue;
                    case WasmOp.I32Load8U:
                    case WasmOp.I64Load8U:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 1 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = memory[place];
                        continue;
                    case WasmOp.I32Load16S:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 2 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = (uint)Unsafe.ReadUnaligned<short>(memory + place);
                        continue;
                    case WasmOp.I32Load16U:
                    case WasmOp.I64Load16U:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 2 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = Unsafe.ReadUnaligned<ushort>(memory + place);
                        continue;
                    case WasmOp.I64Load8S:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 1 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = (ulong)(sbyte)memory[place];
                        continue;
                    case WasmOp.I64Load16S:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 2 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = (ulong)Unsafe.ReadUnaligned<short>(memory + place);
                        continue;
                    case WasmOp.I64Load32S:
                        place = (uint)sp[-1] + at.Immediate;
                        if (place + 4 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        sp[-1] = (ulong)Unsafe.ReadUnaligned<int>(memory + place);
                        continue;
                    case WasmOp.I32Store:
                    case WasmOp.F32Store:
                    case WasmOp.I64Store32:
                        sp -= 2;
                        place = (uint)sp[0] + at.Immediate;
                        if (place + 4 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        Unsafe.WriteUnaligned(memory + place, (uint)sp[1]);
                        continue;
                    case WasmOp.I64Store:
                    case WasmOp.F64Store:
                        sp -= 2;
                        place = (uint)sp[0] + at.Immediate;
                        if (place + 8 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        Unsafe.WriteUnaligned(memory + place, (ulong)sp[1]);
                        continue;
                    case WasmOp.I32Store8:
                    case WasmOp.I64Store8:
                        sp -= 2;
                        place = (uint)sp[0] + at.Immediate;
                        if (place + 1 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        Unsafe.WriteUnaligned(memory + place, (byte)sp[1]);
                        continue;
                    case WasmOp.I32Store16:
                    case WasmOp.I64Store16:
                        sp -= 2;
                        place = (uint)sp[0] + at.Immediate;
                        if (place + 2 > memoryBytes)
                        {
                            goto OutOfBounds;
                        }

                        Unsafe.WriteUnaligned(memory + place, (ushort)sp[1]);
                        continue;
                    case WasmOp.MemorySize:
                        *sp++ = memoryBytes / MemoryType.PageBytes;
                        continue;
                    case WasmOp.I32Eqz:
                        sp[-1] = (uint)sp[-1] == 0 ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32Eq:
                        sp--;
                        sp[-1] = (uint)sp[-1] == (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32Ne:
                        sp--;
                        sp[-1] = (uint)sp[-1] != (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32LtS:
                        sp--;
                        sp[-1] = (int)sp[-1] < (int)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32LtU:
                        sp--;
                        sp[-1] = (uint)sp[-1] < (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32GtS:
                        sp--;
                        sp[-1] = (int)sp[-1] > (int)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32GtU:
                        sp--;
                        sp[-1] = (uint)sp[-1] > (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32LeS:
                        sp--;
                        sp[-1] = (int)sp[-1] <= (int)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32LeU:
                        sp--;
                        sp[-1] = (uint)sp[-1] <= (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32GeS:
                        sp--;
                        sp[-1] = (int)sp[-1] >= (int)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32GeU:
                        sp--;
                        sp[-1] = (uint)sp[-1] >= (uint)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I32Clz:
                        sp[-1] = (uint)BitOperations.LeadingZeroCount((uint)sp[-1]);
                        continue;
                    case WasmOp.I32Ctz:
                        sp[-1] = (uint)BitOperations.TrailingZeroCount((uint)sp[-1]);
                        continue;
                    case WasmOp.I32Popcnt:
                        sp[-1] = (uint)BitOperations.PopCount((uint)sp[-1]);
                        continue;
                    case WasmOp.I32Add:
                        sp--;
                        sp[-1] = (uint)sp[-1] + (uint)sp[0];
                        continue;
                    case WasmOp.I32Sub:
                        sp--;
                        sp[-1] = (uint)sp[-1] - (uint)sp[0];
                        continue;
                    case WasmOp.I32Mul:
                        sp--;
                        sp[-1] = (uint)sp[-1] * (uint)sp[0];
                        continue;
                    case WasmOp.I32And:
                        sp--;
                        sp[-1] = (uint)sp[-1] & (uint)sp[0];
                        continue;
                    case WasmOp.I32Or:
                        sp--;
                        sp[-1] = (uint)sp[-1] | (uint)sp[0];
                        continue;
                    case WasmOp.I32Xor:
                        sp--;
                        sp[-1] = (uint)sp[-1] ^ (uint)sp[0];
                        continue;
                    case WasmOp.I32DivS:
                        sp--;
                        if ((uint)sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        if ((int)sp[0] == -1 && (int)sp[-1] == int.MinValue)
                        {
                            trap = TrapKind.IntegerOverflow;
                            goto Trap;
                        }

                        sp[-1] = (uint)((int)sp[-1] / (int)sp[0]);
                        continue;
                    case WasmOp.I32DivU:
                        sp--;
                        if ((uint)sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = (uint)sp[-1] / (uint)sp[0];
                        continue;
                    case WasmOp.I32RemS:
                        sp--;
                        if ((uint)sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = (int)sp[0] == -1 ? 0 : (uint)((int)sp[-1] % (int)sp[0]);
                        continue;
                    case WasmOp.I32RemU:
                        sp--;
                        if ((uint)sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = (uint)sp[-1] % (uint)sp[0];
                        continue;
                    case WasmOp.I32Shl:
                        sp--;
                        sp[-1] = (uint)sp[-1] << (int)sp[0];
                        continue;
                    case WasmOp.I32ShrS:
                        sp--;
                        sp[-1] = (uint)((int)sp[-1] >> (int)sp[0]);
                        continue;
                    case WasmOp.I32ShrU:
                        sp--;
                        sp[-1] = (uint)sp[-1] >> (int)sp[0];
                        continue;
                    case WasmOp.I32Rotl:
                        sp--;
                        sp[-1] = BitOperations.RotateLeft((uint)sp[-1], (int)sp[0]);
                        continue;
                    case WasmOp.I32Rotr:
                        sp--;
                        sp[-1] = BitOperations.RotateRight((uint)sp[-1], (int)sp[0]);
                        continue;
                    case WasmOp.I64Eqz:
                        sp[-1] = sp[-1] == 0 ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64Eq:
                        sp--;
                        sp[-1] = sp[-1] == sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64Ne:
                        sp--;
                        sp[-1] = sp[-1] != sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64LtS:
                        sp--;
                        sp[-1] = (long)sp[-1] < (long)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64LtU:
                        sp--;
                        sp[-1] = sp[-1] < sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64GtS:
                        sp--;
                        sp[-1] = (long)sp[-1] > (long)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64GtU:
                        sp--;
                        sp[-1] = sp[-1] > sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64LeS:
                        sp--;
                        sp[-1] = (long)sp[-1] <= (long)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64LeU:
                        sp--;
                        sp[-1] = sp[-1] <= sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64GeS:
                        sp--;
                        sp[-1] = (long)sp[-1] >= (long)sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64GeU:
                        sp--;
                        sp[-1] = sp[-1] >= sp[0] ? 1UL : 0UL;
                        continue;
                    case WasmOp.I64Clz:
                        sp[-1] = (uint)BitOperations.LeadingZeroCount(sp[-1]);
                        continue;
                    case WasmOp.I64Ctz:
                        sp[-1] = (uint)BitOperations.TrailingZeroCount(sp[-1]);
                        continue;
                    case WasmOp.I64Popcnt:
                        sp[-1] = (uint)BitOperations.PopCount(sp[-1]);
                        continue;
                    case WasmOp.I64Add:
                        sp--;
                        sp[-1] = sp[-1] + sp[0];
                        continue;
                    case WasmOp.I64Sub:
                        sp--;
                        sp[-1] = sp[-1] - sp[0];
                        continue;
                    case WasmOp.I64Mul:
                        sp--;
                        sp[-1] = sp[-1] * sp[0];
                        continue;
                    case WasmOp.I64And:
                        sp--;
                        sp[-1] = sp[-1] & sp[0];
                        continue;
                    case WasmOp.I64Or:
                        sp--;
                        sp[-1] = sp[-1] | sp[0];
                        continue;
                    case WasmOp.I64Xor:
                        sp--;
                        sp[-1] = sp[-1] ^ sp[0];
                        continue;
                    case WasmOp.I64DivS:
                        sp--;
                        if (sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        if ((long)sp[0] == -1 && (long)sp[-1] == long.MinValue)
                        {
                            trap = TrapKind.IntegerOverflow;
                            goto Trap;
                        }

                        sp[-1] = (ulong)((long)sp[-1] / (long)sp[0]);
                        continue;
                    case WasmOp.I64DivU:
                        sp--;
                        if (sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = sp[-1] / sp[0];
                        continue;
                    case WasmOp.I64RemS:
                        sp--;
                        if (sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = (long)sp[0] == -1 ? 0 : (ulong)((long)sp[-1] % (long)sp[0]);
                        continue;
                    case WasmOp.I64RemU:
                        sp--;
                        if (sp[0] == 0)
                        {
                            goto DivideByZero;
                        }

                        sp[-1] = sp[-1] % sp[0];
                        continue;
                    case WasmOp.I64Shl:
                        sp--;
                        sp[-1] = sp[-1] << (int)sp[0];
                        continue;
                    case WasmOp.I64ShrS:
                        sp--;
                        sp[-1] = (ulong)((long)sp[-1] >> (int)sp[0]);
                        continue;
                    case WasmOp.I64ShrU:
                        sp--;
                        sp[-1] = sp[-1] >> (int)sp[0];
                        continue;
                    case WasmOp.I64Rotl:
                        sp--;
                        sp[-1] = BitOperations.RotateLeft(sp[-1], (int)sp[0]);
                        continue;
                    case WasmOp.I64Rotr:
                        sp--;
                        sp[-1] = BitOperations.RotateRight(sp[-1], (int)sp[0]);
                        continue;
                    case WasmOp.I32WrapI64:
                    case WasmOp.I64ExtendI32U:
                        sp[-1] = (uint)sp[-1];
                        continue;
                    case WasmOp.I64ExtendI32S:
                        sp[-1] = (ulong)(int)sp[-1];
                        continue;
                    case WasmOp.I32Extend8S:
                        sp[-1] = (uint)(sbyte)sp[-1];
                        continue;
                    case WasmOp.I32Extend16S:
                        sp[-1] = (uint)(short)sp[-1];
                        continue;
                    case WasmOp.I64Extend8S:
                        sp[-1] = (ulong)(sbyte)sp[-1];
                        continue;
                    case WasmOp.I64Extend16S:
                        sp[-1] = (ulong)(short)sp[-1];
                        continue;
                    case WasmOp.I64Extend32S:
                        sp[-1] = (ulong)(int)sp[-1];
                        continue;
                    case WasmOp.I32ReinterpretF32:
                    case WasmOp.I64ReinterpretF64:
                    case WasmOp.F32ReinterpretI32:
                    case WasmOp.F64ReinterpretI64:
                        continue;
                    default:
                        data->Gas = gas;
                        trap = ColdOperations.Run(data, in at, ref sp);
                        gas = data->Gas;
                        memory = data->Memory;
                        memoryBytes = data->MemoryBytes;
                        if (trap != TrapKind.None)
                        {
                            goto Trap;
                        }

                        continue;
                }

            Call:
                data->Gas = gas;
                frame.Next = (int)(Unsafe.ByteOffset(ref code, ref ip) / sizeof(Instruction));
                if (called->Instance != data || called->Code != null)
                {
                    stack.Top = operands + frame.Function.MaxStack;
                    called->Entry(data, called, sp - calledType.Parameters.Length, frame.Budget);
                    sp += calledType.Results.Length - calledType.Parameters.Length;
                    gas = data->Gas;
                    memory = data->Memory;
                    memoryBytes = data->MemoryBytes;
                    continue;
                }

                frame = ref stack.Push(frame.Module.Functions[called->Index], sp - calledType.Parameters.Length);
                if (!frame.TryTake(ref stack.Below()))
                {
                    trap = TrapKind.StackOverflow;
                    goto Trap;
                }

                locals = frame.Locals;
                operands = locals + frame.Function.Locals.Length;
                new Span<ulong>(sp, (int)(operands - sp)).Clear();
                sp = operands;
                code = ref MemoryMarshal.GetArrayDataReference(frame.Function.Code);
                ip = ref code;
                continue;

            Return:
                sp = Carry(sp, locals, frame.Function.Type.Results.Length);
                if (stack.Depth == bottom)
                {
                    data->Gas = gas;
                    return;
                }

                frame = ref stack.Pop();
                locals = frame.Locals;
                operands = locals + frame.Function.Locals.Length;
                code = ref MemoryMarshal.GetArrayDataReference(frame.Function.Code);
                ip = ref Unsafe.Add(ref code, frame.Next);
                continue;

            OutOfBounds:
                trap = TrapKind.MemoryOutOfBounds;
                goto Trap;

            DivideByZero:
                trap = TrapKind.DivideByZero;

            Trap:
                data->Gas = gas;
                WasmTraps.Throw(data, trap);
            }
        }
    }

    /// <summary>Moves values down over what a branch drops; returns the new top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* Carry(ulong* sp, ulong* target, int kept)
    {
        if (kept == 0 || sp - kept == target)
        {
            return target + kept;
        }

        ulong* source = sp - kept;
        for (int i = 0; i < kept; i++)
        {
            target[i] = source[i];
        }

        return target + kept;
    }

    private static ulong* GlobalCell(InstanceData* data, WasmModule module, int index) =>
        index < module.ImportedGlobals
            ? data->ImportedGlobals[index]
            : &data->FirstGlobal + (index - module.ImportedGlobals);
}
